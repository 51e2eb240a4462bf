//! Opening a connection.

use sea_orm::sqlx::{self, mysql::MySqlConnectOptions};
use sea_orm::{DatabaseConnection, DatabaseConnectionType, SqlxMySqlConnector};
use sea_orm_migration::async_trait;

use crate::dialect::MySql;
use crate::dialect::clients::NOWHERE;
use crate::dialect::driver::{Driver, pool_of_one};

/// How many prepared statements a connection keeps: a long history has more than the driver's
/// hundred.
const CACHED: usize = 4096;

#[async_trait::async_trait]
impl Driver for MySql {
    async fn open(
        &self,
        url: &str,
        database: Option<&str>,
        _: &str,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        let options: MySqlConnectOptions = url.parse()?;
        connect(match database {
            Some(database) => options.database(database),
            None => options,
        })
        .await
    }

    fn has(&self, db: &DatabaseConnection) -> bool {
        matches!(db.inner, DatabaseConnectionType::SqlxMySqlPoolConnection(_))
    }

    async fn another(
        &self,
        db: &DatabaseConnection,
        _: Option<&str>,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        connect(db.get_mysql_connection_pool().connect_options().as_ref().clone()).await
    }

    fn forbid_reconnect(&self, db: &DatabaseConnection) {
        let pool = db.get_mysql_connection_pool();
        pool.set_connect_options(pool.connect_options().as_ref().clone().socket(NOWHERE));
    }

    /// Nothing takes them away.
    async fn forget_prepared(&self, _: &DatabaseConnection) -> Result<(), sqlx::Error> {
        Ok(())
    }

    fn names_sessions(&self) -> bool {
        false
    }

    fn is_lent(&self, _: &DatabaseConnection) -> bool {
        false
    }

    fn hint(&self, _: &str) -> Option<&'static str> {
        None
    }
}

async fn connect(options: MySqlConnectOptions) -> Result<DatabaseConnection, sqlx::Error> {
    // A statement that leaves the cache is closed, which the server does not answer, and with the
    // Nagle algorithm on, as the driver leaves it, the next packet then waits 40 ms.
    let options = options.statement_cache_capacity(CACHED);
    Ok(SqlxMySqlConnector::from_sqlx_mysql_pool(pool_of_one(options).await?))
}
