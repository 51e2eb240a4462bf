//! Who is in the way: nobody can be asked.

use sea_orm::DatabaseConnection;

use crate::dialect::Sqlite;
use crate::dialect::blocker::{Blockers, Lookout};

impl Blockers for Sqlite {
    fn lookout(&self, _: &DatabaseConnection, _: i64) -> Option<Box<dyn Lookout>> {
        None
    }
}
