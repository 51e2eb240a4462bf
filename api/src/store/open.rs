//! The pool.

use migration_kit::Error;
use sea_orm::{ConnectOptions, Database, DbBackend};

use super::Store;
use crate::config::Config;

impl Store {
    /// Opens the server's own pool on a database that is up.
    ///
    /// # Errors
    /// [`Error::Database`] when it does not answer.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(config.database.expose_url());
        options.max_connections(config.pool_size).acquire_timeout(config.pool_timeout);
        // A statement that nobody waits for any more must not go on (PostgreSQL; elsewhere nothing
        // is set).
        options.statement_timeout(config.request_timeout);
        // A reader and a writer do not wait for each other: SQLite, "Write-Ahead Logging". A commit
        // is on the disk when it is answered, which is what `synchronous` is set to by default.
        options.map_sqlx_sqlite_opts(|options| {
            options.pragma("journal_mode", "WAL").busy_timeout(std::time::Duration::from_secs(5))
        });
        if let Some(path) = config.boot.options.search_path() {
            options.set_schema_search_path(path);
        }
        let failed = |source| Error::Database {
            doing: format!("open a pool on {}", config.database),
            source,
            hint: None,
        };
        let db = Database::connect(options.clone()).await.map_err(failed)?;
        let writer = match db.get_database_backend() {
            DbBackend::Sqlite => {
                Database::connect(options.max_connections(1).clone()).await.map_err(failed)?
            }
            _ => db.clone(),
        };
        Ok(Self::new(db, writer))
    }
}
