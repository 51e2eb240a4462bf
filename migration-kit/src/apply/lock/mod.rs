//! The lock that keeps two processes from migrating one database at once.
//!
//! It is polled and never waited for in the server: a waiter inside PostgreSQL's blocking `pg_advisory_lock` holds a
//! snapshot that stalls the holder's CREATE INDEX CONCURRENTLY.

#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "sqlx-postgres")]
mod postgres;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite;

use std::time::Duration;

use async_compat::Compat;
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::time::{Instant, sleep};

use crate::Error;

/// A lock that is held. A server's lock ends with its connection; only SQLite's file has to be kept open.
pub(super) enum Lock {
    /// Held by the database connection.
    #[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
    Connection,
    /// Held by an open file.
    #[cfg(feature = "sqlx-sqlite")]
    File {
        #[expect(dead_code, reason = "kept open for as long as the lock is held")]
        file: std::fs::File,
    },
    /// A database in memory belongs to this process alone.
    #[cfg(feature = "sqlx-sqlite")]
    Memory,
}

/// The outcome of one try.
enum Attempt {
    Locked(Lock),
    /// Somebody else has it: who, and since when.
    HeldBy(String),
}

/// Polls until the lock on the table of that name is held by `db`'s one connection, or until `wait` is over.
pub(super) async fn acquire(db: &DatabaseConnection, table: &str, wait: Duration) -> Result<Lock, Error> {
    Compat::new(poll(db, table, wait)).await
}

async fn poll(db: &DatabaseConnection, table: &str, wait: Duration) -> Result<Lock, Error> {
    /// How often the waiting is told again.
    const TELL_EVERY: Duration = Duration::from_secs(10);
    let started = Instant::now();
    let mut told = None;
    loop {
        let holder = match attempt(db, table).await? {
            Attempt::Locked(lock) => return Ok(lock),
            Attempt::HeldBy(holder) => holder,
        };
        let waited = started.elapsed();
        if waited >= wait {
            return Err(Error::LockTimeout { waited: waited.as_secs(), holder });
        }
        if told.is_none_or(|at: Instant| at.elapsed() >= TELL_EVERY) {
            tracing::info!(
                waited_seconds = waited.as_secs(),
                "waiting for the migration lock, held by {holder}"
            );
            told = Some(Instant::now());
        }
        sleep(pause().min(wait - waited)).await;
    }
}

async fn attempt(db: &DatabaseConnection, table: &str) -> Result<Attempt, Error> {
    match db.get_database_backend() {
        #[cfg(feature = "sqlx-sqlite")]
        DbBackend::Sqlite => sqlite::attempt(db, table).await,
        #[cfg(feature = "sqlx-postgres")]
        DbBackend::Postgres => postgres::attempt(db, table).await,
        #[cfg(feature = "sqlx-mysql")]
        DbBackend::MySql => mysql::attempt(db, table).await,
        other => Err(Error::config(format!("{other:?} was not compiled in"))),
    }
}

/// A tenth of a second, give or take: processes that started together do not knock together for ever.
fn pause() -> Duration {
    Duration::from_millis(75 + u64::from(std::process::id() % 50))
}
