//! What the command line has to know.

use sea_orm::{DbBackend, Statement};

use crate::dialect::Postgres;
use crate::dialect::cli::Cli;

impl Cli for Postgres {
    fn client(&self) -> &'static str {
        "psql -v ON_ERROR_STOP=1 DATABASE < THIS_FILE"
    }

    fn splits_bodies(&self) -> bool {
        false
    }

    fn search_path(&self, path: String) -> Option<Statement> {
        let sql = "SELECT set_config('search_path', $1, false)";
        Some(Statement::from_sql_and_values(DbBackend::Postgres, sql, [path.into()]))
    }
}
