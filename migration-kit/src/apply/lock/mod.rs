//! The lock that keeps two processes from migrating one database at once.
//!
//! It is polled and never waited for in the server: a waiter inside PostgreSQL's blocking `pg_advisory_lock` holds a
//! snapshot that stalls the holder's CREATE INDEX CONCURRENTLY.

pub(super) mod lease;
#[cfg(feature = "sqlx-mysql")]
mod mysql;
#[cfg(feature = "sqlx-postgres")]
mod postgres;
#[cfg(feature = "sqlx-sqlite")]
mod sqlite;

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};
use tokio::select;
use tokio::time::{Instant, sleep};

use super::Options;
use super::session::doing;
use crate::Error;
use lease::Lease;

/// What keeps two processes from migrating one database at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockKind {
    /// A lock that the database connection holds, or on SQLite an open file. It ends with the process.
    #[default]
    Session,
    /// A row with an owner and an end, which is renewed: for PgBouncer in transaction mode and other poolers, behind which
    /// nobody has a connection of their own. Galera and CockroachDB are recognised and get it without being asked for.
    Lease,
}

impl FromStr for LockKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "session" => Ok(Self::Session),
            "lease" => Ok(Self::Lease),
            other => Err(Error::config(format!("MIGRATE_LOCK is `{other}`, neither session nor lease"))),
        }
    }
}

/// A lock that is held. A server's lock ends with its connection; only SQLite's file has to be kept open.
pub(super) enum Lock {
    /// Held by a row.
    Lease(Lease),
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

impl Lock {
    pub(super) fn is_lease(&self) -> bool {
        matches!(self, Self::Lease(_))
    }

    /// Whether somebody else may have it by now.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self, Self::Lease(lease) if lease.is_lost())
    }

    /// Does something for as long as the lock is held. A connection that goes away ends it by itself.
    pub(super) async fn while_held<T>(
        &self,
        run: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        match self {
            Self::Lease(lease) => select! {
                biased;
                () = lease.lost() => Err(lease::lost()),
                result = run => result,
            },
            _ => run.await,
        }
    }

    /// Makes sure that the lock is held until the end of a transaction.
    pub(super) async fn fence(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        match self {
            Self::Lease(lease) => lease.fence(db).await,
            _ => Ok(()),
        }
    }

    pub(super) async fn release(self) {
        if let Self::Lease(lease) = self {
            lease.release().await;
        }
    }
}

/// The outcome of one try.
enum Attempt {
    Locked(Lock),
    /// Somebody else has it: who, and since when.
    HeldBy(String),
}

/// Polls until the lock on the table of that name is held by `db`'s one connection, or by a lease of that owner, or until
/// the time for it is over.
pub(super) async fn acquire(
    db: &DatabaseConnection,
    table: &str,
    options: &Options,
    owner: &str,
) -> Result<Lock, Error> {
    let wait = options.lock_timeout;
    /// How often the waiting is told again.
    const TELL_EVERY: Duration = Duration::from_secs(10);
    let needed =
        lease::is_needed(db).await.map_err(|e| doing("find out what the server is".to_owned(), e))?;
    let kind = if needed { LockKind::Lease } else { options.lock };
    // Where it was not asked for nobody looks for the owner's sessions, but it has to be one of its kind all the same.
    let owner = if options.lock == LockKind::Lease { owner.to_owned() } else { lease::owner() };
    let path = options.search_path();
    let started = Instant::now();
    let mut told = None;
    loop {
        let attempt = match kind {
            LockKind::Session => attempt(db, table).await?,
            LockKind::Lease => lease::attempt(db, table, &owner, options.lease_time, path.as_deref()).await?,
        };
        let holder = match attempt {
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
    Duration::from_millis(75) + Duration::from_millis(50).mul_f64(super::process::chance())
}
