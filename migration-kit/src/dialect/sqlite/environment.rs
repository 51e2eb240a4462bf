//! What is asked before data is destroyed.

use sea_orm::{DatabaseTransaction, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::dialect::Sqlite;
use crate::dialect::environment::{Databases, Environment};

#[async_trait::async_trait]
impl Environment for Sqlite {
    fn look(&self, _: u64, _: Option<String>) -> Option<Statement> {
        None
    }

    fn has_table(&self) -> &'static str {
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    }

    fn tables(&self) -> &'static str {
        "SELECT '', name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 2"
    }

    async fn identity(&self, _: &DatabaseTransaction) -> Result<String, DbErr> {
        Ok("memory".to_owned())
    }

    fn databases(&self) -> Option<&'static Databases> {
        None
    }
}
