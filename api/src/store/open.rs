//! The pool.

use std::sync::Arc;

use migration_kit::Error;
use sea_orm::{ConnectOptions, Database, DbBackend};
use tokio::sync::Mutex;

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
        // A statement that nobody waits for any more must not go on (PostgreSQL; elsewhere nothing is set).
        options.statement_timeout(config.request_timeout);
        // A reader and a writer do not wait for each other: SQLite, "Write-Ahead Logging". A commit is on the disk when
        // it is answered, which is what `synchronous` is set to by default.
        options.map_sqlx_sqlite_opts(|options| {
            options.pragma("journal_mode", "WAL").busy_timeout(std::time::Duration::from_secs(5))
        });
        if let Some(path) = config.boot.options.search_path() {
            options.set_schema_search_path(path);
        }
        let db = Database::connect(options).await.map_err(|source| Error::Database {
            doing: format!("open a pool on {}", config.database),
            source,
            hint: None,
        })?;
        let turn = (db.get_database_backend() == DbBackend::Sqlite).then(|| Arc::new(Mutex::new(())));
        Ok(Self { db, turn })
    }

    /// One without a database, for tests of what needs none.
    #[cfg(test)]
    pub fn detached() -> Self {
        Self { db: sea_orm::DatabaseConnection::default(), turn: None }
    }
}
