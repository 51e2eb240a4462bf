//! Opening a connection: in goes a URL, or a pool whose options are to be used again, out comes a
//! pool of one connection.
//!
//! It is a pool, because SeaORM's executors want a `DatabaseConnection`; without an idle or a life
//! limit, because the lock belongs to the connection.

use std::time::Duration;

use log::LevelFilter;
use sea_orm::DatabaseConnection;
use sea_orm::sqlx::{self, ConnectOptions, Connection as _, Database, Pool, pool::PoolOptions};
use sea_orm_migration::async_trait;
use tokio::time::timeout;

#[async_trait::async_trait]
pub(crate) trait Driver: Sync {
    /// Opens the database of a URL, or another one on its server: `database` wins over whatever the
    /// URL says, in its path or in its parameters. `name` is what the session calls itself.
    async fn open(
        &self,
        url: &str,
        database: Option<&str>,
        name: &str,
    ) -> Result<DatabaseConnection, sqlx::Error>;

    /// Whether that is a pool of this driver.
    fn has(&self, db: &DatabaseConnection) -> bool;

    /// Opens one more connection like those of a pool. With a `name` it calls itself so.
    async fn another(
        &self,
        db: &DatabaseConnection,
        name: Option<&str>,
    ) -> Result<DatabaseConnection, sqlx::Error>;

    /// From now on the pool cannot open another connection.
    fn forbid_reconnect(&self, db: &DatabaseConnection);

    /// Lets the driver forget the statements that it has prepared, which the server has not any
    /// more.
    async fn forget_prepared(&self, db: &DatabaseConnection) -> Result<(), sqlx::Error>;

    /// Others are told what a session calls itself.
    fn names_sessions(&self) -> bool;

    /// Whether the pool of a caller has one connection alone, which is to be used itself.
    fn is_lent(&self, db: &DatabaseConnection) -> bool;

    /// What to do about an error of that code when connecting.
    fn hint(&self, code: &str) -> Option<&'static str>;
}

/// A pool of one connection, which is open when this returns.
///
/// The pool hides a refused connection behind its own time-out and keeps knocking, so after half a
/// second a connection outside the pool is asked for the reason.
pub(super) async fn pool_of_one<DB: Database>(
    options: <DB::Connection as sqlx::Connection>::Options,
) -> Result<Pool<DB>, sqlx::Error> {
    // A migration's statements hold values, so no log shows them on its own, and the slow ones
    // neither.
    let options = options
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Off, Duration::ZERO);
    let pool = PoolOptions::<DB>::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone());
    match timeout(Duration::from_millis(500), pool.acquire()).await {
        Ok(connection) => drop(connection?),
        Err(_) => {
            options.connect().await?.close().await?;
            drop(pool.acquire().await?);
        }
    }
    Ok(pool)
}

super::of_driver!(Driver);
