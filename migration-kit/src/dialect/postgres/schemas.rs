//! Schemas and the search path.

use sea_orm::{DbBackend, Statement};

use crate::dialect::Postgres;
use crate::dialect::schemas::Schemas;

impl Schemas for Postgres {
    fn has_schemas(&self) -> bool {
        true
    }

    fn search_path(&self) -> Option<&'static str> {
        Some("SELECT current_setting('search_path')")
    }

    fn set_search_path(&self, path: &str) -> Option<Statement> {
        let sql = "SELECT set_config('search_path', $1, false)";
        Some(Statement::from_sql_and_values(DbBackend::Postgres, sql, [path.into()]))
    }
}
