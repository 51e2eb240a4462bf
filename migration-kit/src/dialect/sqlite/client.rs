//! What a session of the shell is told.

use crate::dialect::Sqlite;
use crate::dialect::client::Client;
use crate::dialect::session::TimeOuts;

impl Client for Sqlite {
    fn settings(&self, _: Option<String>, _: &TimeOuts) -> Vec<String> {
        vec!["PRAGMA foreign_keys = ON".to_owned()]
    }
}
