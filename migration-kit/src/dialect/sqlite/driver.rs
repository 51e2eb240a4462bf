//! Opening a connection.

use std::time::Duration;

use sea_orm::sqlx::{self, sqlite::SqliteConnectOptions};
use sea_orm::{DatabaseConnection, DatabaseConnectionType, SqlxSqliteConnector};
use sea_orm_migration::async_trait;

use crate::dialect::Sqlite;
use crate::dialect::driver::{Driver, pool_of_one};

#[async_trait::async_trait]
impl Driver for Sqlite {
    async fn open(
        &self,
        url: &str,
        database: Option<&str>,
        _: &str,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        match database {
            None => connect(url.parse()?).await,
            Some(_) => {
                Err(sqlx::Error::Configuration("an SQLite file has no other database".into()))
            }
        }
    }

    fn has(&self, db: &DatabaseConnection) -> bool {
        matches!(db.inner, DatabaseConnectionType::SqlxSqlitePoolConnection(_))
    }

    async fn another(
        &self,
        db: &DatabaseConnection,
        _: Option<&str>,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        connect(db.get_sqlite_connection_pool().connect_options().as_ref().clone()).await
    }

    /// The lock belongs to the process, not to the connection.
    fn forbid_reconnect(&self, _: &DatabaseConnection) {}

    /// Nothing takes them away.
    async fn forget_prepared(&self, _: &DatabaseConnection) -> Result<(), sqlx::Error> {
        Ok(())
    }

    fn names_sessions(&self) -> bool {
        false
    }

    fn is_lent(&self, db: &DatabaseConnection) -> bool {
        db.get_sqlite_connection_pool().options().get_max_connections() == 1
    }

    /// SQLITE_CANTOPEN: <https://www.sqlite.org/rescode.html#cantopen>
    fn hint(&self, code: &str) -> Option<&'static str> {
        (code == "14").then_some(
            "the folder must exist and be writable, and a new file needs `?mode=rwc` at the end of the URL",
        )
    }
}

/// Foreign keys are off at first: SQLite ignores the PRAGMA inside a transaction, and a table
/// rebuild with foreign keys on deletes the children of the table
/// (<https://www.sqlite.org/foreignkeys.html#fk_enable>). Whoever runs a migration sets them for
/// it.
async fn connect(options: SqliteConnectOptions) -> Result<DatabaseConnection, sqlx::Error> {
    let options = options.foreign_keys(false).busy_timeout(Duration::from_secs(30));
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool_of_one(options).await?))
}
