//! Schemas: a database is one.

use sea_orm::Statement;

use crate::dialect::Sqlite;
use crate::dialect::schemas::Schemas;

impl Schemas for Sqlite {
    fn has_schemas(&self) -> bool {
        false
    }

    fn search_path(&self) -> Option<&'static str> {
        None
    }

    fn set_search_path(&self, _: &str) -> Option<Statement> {
        None
    }
}
