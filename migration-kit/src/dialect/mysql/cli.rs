//! What the command line has to know.

use sea_orm::Statement;

use crate::dialect::MySql;
use crate::dialect::cli::Cli;

impl Cli for MySql {
    fn client(&self) -> &'static str {
        "mysql or mariadb DATABASE < THIS_FILE"
    }

    fn splits_bodies(&self) -> bool {
        true
    }

    fn search_path(&self, _: String) -> Option<Statement> {
        None
    }
}
