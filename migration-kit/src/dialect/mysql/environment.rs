//! What is asked before data is destroyed, or a database is made.

use sea_orm::{DatabaseTransaction, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::environment::{Databases, Environment, text};
use crate::error::reason;

#[async_trait::async_trait]
impl Environment for MySql {
    fn look(&self, patience: u64, _: Option<String>) -> Option<Statement> {
        let set = format!("SET SESSION lock_wait_timeout = {patience}");
        Some(Backend::MySql.statement(set))
    }

    fn has_table(&self) -> &'static str {
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
    }

    fn tables(&self) -> &'static str {
        "SELECT '', CONVERT(table_name USING utf8mb4) FROM information_schema.tables WHERE table_schema = DATABASE() \
         AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 2"
    }

    async fn identity(&self, db: &DatabaseTransaction) -> Result<String, DbErr> {
        let mut database = text(db, Backend::MySql, "SELECT DATABASE()").await?;
        // MySQL has the one, MariaDB the other.
        for ask in ["SELECT @@server_uuid", "SELECT @@server_uid"] {
            if let Ok(server) = text(db, Backend::MySql, ask).await {
                database = format!("{database} on {server}");
            }
        }
        Ok(database)
    }

    fn databases(&self) -> Option<&'static Databases> {
        Some(&Databases {
            // Every role sees it.
            beside: "information_schema",
            exists: "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?",
            options: " CHARACTER SET utf8mb4",
            // ER_DB_CREATE_EXISTS.
            is_there: |error| reason(error).contains("database exists"),
        })
    }
}
