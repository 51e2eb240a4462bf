//! Opening a connection.

use sea_orm::sqlx::{self, Connection as _, postgres::PgConnectOptions};
use sea_orm::{DatabaseConnection, DatabaseConnectionType, SqlxPostgresConnector};
use sea_orm_migration::async_trait;

use crate::dialect::Postgres;
use crate::dialect::clients::NOWHERE;
use crate::dialect::driver::{Driver, pool_of_one};

#[async_trait::async_trait]
impl Driver for Postgres {
    async fn open(
        &self,
        url: &str,
        database: Option<&str>,
        name: &str,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        let options: PgConnectOptions = url.parse()?;
        let options = match database {
            Some(database) => options.database(database),
            None => options,
        };
        connect(options.application_name(name)).await
    }

    fn has(&self, db: &DatabaseConnection) -> bool {
        matches!(db.inner, DatabaseConnectionType::SqlxPostgresPoolConnection(_))
    }

    async fn another(
        &self,
        db: &DatabaseConnection,
        name: Option<&str>,
    ) -> Result<DatabaseConnection, sqlx::Error> {
        let options = db.get_postgres_connection_pool().connect_options().as_ref().clone();
        connect(match name {
            Some(name) => options.application_name(name),
            None => options,
        })
        .await
    }

    fn forbid_reconnect(&self, db: &DatabaseConnection) {
        let pool = db.get_postgres_connection_pool();
        pool.set_connect_options(pool.connect_options().as_ref().clone().socket(NOWHERE));
    }

    async fn forget_prepared(&self, db: &DatabaseConnection) -> Result<(), sqlx::Error> {
        db.get_postgres_connection_pool().acquire().await?.clear_cached_statements().await
    }

    fn names_sessions(&self) -> bool {
        true
    }

    fn is_lent(&self, _: &DatabaseConnection) -> bool {
        false
    }

    fn hint(&self, _: &str) -> Option<&'static str> {
        None
    }
}

async fn connect(options: PgConnectOptions) -> Result<DatabaseConnection, sqlx::Error> {
    // The driver's own hundred prepared statements are right here: for each change of a catalog the
    // server goes through all that a session has, which for a thousand costs more than the round
    // trips that close them.
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool_of_one(options).await?))
}
