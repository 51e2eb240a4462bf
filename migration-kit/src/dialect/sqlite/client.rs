//! The shell.

use crate::dialect::Sqlite;
use crate::dialect::client::Client;
use crate::dialect::session::TimeOuts;

impl Client for Sqlite {
    fn invocation(&self) -> &'static str {
        "sqlite3 -bail DATABASE < THIS_FILE (without -bail it would go on behind a statement that fails)"
    }

    fn splits_bodies(&self) -> bool {
        false
    }

    fn settings(&self, _: Option<String>, _: &TimeOuts) -> Vec<String> {
        vec!["PRAGMA foreign_keys = ON".to_owned()]
    }
}
