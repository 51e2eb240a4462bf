//! What the command line has to know.

use sea_orm::Statement;

use crate::dialect::Sqlite;
use crate::dialect::cli::Cli;

impl Cli for Sqlite {
    fn client(&self) -> &'static str {
        "sqlite3 -bail DATABASE < THIS_FILE (without -bail it would go on behind a statement that fails)"
    }

    fn splits_bodies(&self) -> bool {
        false
    }

    fn search_path(&self, _: String) -> Option<Statement> {
        None
    }
}
