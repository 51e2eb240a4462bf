//! The lock that keeps two processes from migrating one database at once.
//!
//! It is polled and never waited for in the server: a waiter inside PostgreSQL's blocking
//! `pg_advisory_lock` holds a snapshot that stalls the holder's CREATE INDEX CONCURRENTLY.

pub(super) mod lease;
pub(super) mod pooler;
mod previous;
#[cfg(all(feature = "sqlx-mysql", feature = "sqlx-postgres", feature = "sqlx-sqlite"))]
mod tests;

use std::str::FromStr;
use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};
use tokio::select;
use tokio::time::{Instant, sleep};

use super::Options;
use crate::Backend;
use crate::Error;
use crate::dialect::held::{Attempt, Held, Holder};
use crate::dialect::lock;
use lease::Lease;

/// What keeps two processes from migrating one database at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockKind {
    /// A lock that the database connection holds, or on SQLite an open file. It ends with the
    /// process. A pooler that shares the server's sessions is noticed and refused.
    #[default]
    Session,
    /// A row with an owner and an end, which is renewed: for PgBouncer in transaction mode and
    /// other poolers, behind which nobody has a connection of their own. Galera and CockroachDB are
    /// recognised and get it without being asked for.
    Lease,
}

impl FromStr for LockKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "session" => Ok(Self::Session),
            "lease" => Ok(Self::Lease),
            other => Err(Error::environment(format!(
                "MIGRATE_LOCK is `{other}`, neither session nor lease"
            ))),
        }
    }
}

/// A lock that is held. It ends with its connection, its file or its row; it is released by name
/// all the same.
pub(super) enum Lock {
    /// Held by a row.
    Lease(Lease),
    /// Held by the database connection, or by open files.
    Held(Box<dyn Held>),
}

impl Lock {
    pub(super) fn is_lease(&self) -> bool {
        matches!(self, Self::Lease(_))
    }

    /// Whether somebody else may have it by now.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self, Self::Lease(lease) if lease.is_lost())
    }

    /// Does something for as long as the lock is held. A connection that goes away ends it by
    /// itself.
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
    pub(super) async fn fence(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        match self {
            Self::Lease(lease) => lease.fence(db).await,
            _ => Ok(()),
        }
    }

    /// The number of the session that holds it.
    pub(super) fn session(&self) -> Option<i64> {
        match self {
            Self::Lease(_) => None,
            Self::Held(held) => held.session(),
        }
    }

    /// Whether the session that is asked holds it still, for a WHERE; nothing where that is not
    /// asked of the lock.
    pub(super) fn is_held(&self) -> Option<Expr> {
        match self {
            Self::Lease(_) => None,
            Self::Held(held) => held.is_held(),
        }
    }

    /// Releases it by its name, on the connection that holds it: behind a pooler that connection
    /// outlives the process.
    pub(super) async fn release(self, db: &DatabaseConnection) {
        match self {
            Self::Lease(lease) => lease.release().await,
            Self::Held(held) => held.release(db).await,
        }
    }
}

/// A process that waits for the lock. It outlives the connection on which it waits.
pub(super) struct Waiting {
    started: Instant,
    wait: Duration,
    told: Option<Instant>,
}

impl Waiting {
    /// Begins to wait for as long as the options allow.
    pub(super) fn new(options: &Options) -> Self {
        Self { started: Instant::now(), wait: options.lock_timeout, told: None }
    }

    /// How much of its time is left.
    pub(super) fn left(&self) -> Duration {
        self.wait.saturating_sub(self.started.elapsed())
    }

    /// Tells who holds the lock and waits for a moment, or says that the time is over.
    async fn pause(&mut self, holder: &Holder) -> Result<(), Error> {
        /// How often the waiting is told again.
        const TELL_EVERY: Duration = Duration::from_secs(10);
        let waited = self.started.elapsed();
        if waited >= self.wait {
            let ends = holder.ends();
            return Err(Error::LockTimeout {
                waited: waited.as_secs(),
                holder: holder.to_string(),
                ends,
            });
        }
        if self.told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            let ends = holder.ends().map(|ends| format!("; {ends}")).unwrap_or_default();
            tracing::info!(
                waited_seconds = waited.as_secs(),
                "waiting for the migration lock, held by {holder}{ends}"
            );
            self.told = Some(Instant::now());
        }
        sleep(pause().min(self.left())).await;
        Ok(())
    }
}

/// Whether nobody migrates: nobody holds the lock, and no lease lasts. Reads only.
pub(super) async fn is_free(db: &DatabaseConnection, table: &str) -> Result<bool, Error> {
    Ok(of(db)?.is_free(db, table).await? && !lease::lasts(db, table).await)
}

/// The lock of a connection's backend.
fn of(db: &DatabaseConnection) -> Result<&'static dyn lock::Lock, Error> {
    let backend = Backend::of(db);
    lock::of(backend).ok_or_else(|| Error::environment(format!("{backend:?} was not compiled in")))
}

/// What one process locks with.
pub(super) struct Locking<'a> {
    pub(super) db: &'a DatabaseConnection,
    /// The name of the table that records the migrations.
    pub(super) table: &'a str,
    pub(super) options: &'a Options,
    /// Whose lease it would be.
    pub(super) owner: &'a str,
}

/// What is tried again and again.
enum Trying {
    Lease { owner: String, path: Option<String> },
    Lock(Box<dyn lock::Trying>),
}

impl Locking<'_> {
    /// Polls until the lock is held by the one connection, or by a lease of the owner, or until the
    /// time for it is over.
    pub(super) async fn acquire(
        &self,
        kind: LockKind,
        waiting: &mut Waiting,
    ) -> Result<Lock, Error> {
        let trying = self.begin(kind).await?;
        loop {
            match self.attempt(&trying).await? {
                Attempt::Locked(lock) => {
                    self.options.progress.waits_for(None);
                    return Ok(lock);
                }
                Attempt::HeldBy(holder) => {
                    self.options.progress.waits_for(Some(&holder.to_string()));
                    waiting.pause(&holder).await?;
                }
            }
        }
    }

    async fn begin(&self, kind: LockKind) -> Result<Trying, Error> {
        match kind {
            LockKind::Lease => {
                // Where it was not asked for nobody looks for the owner's sessions, but it has to
                // be one of its kind all the same.
                let asked = self.options.lock == LockKind::Lease;
                let owner = if asked { self.owner.to_owned() } else { lease::owner() };
                Ok(Trying::Lease { owner, path: self.options.search_path() })
            }
            LockKind::Session => of(self.db)?.begin(self.db, self.table).await.map(Trying::Lock),
        }
    }

    async fn attempt(&self, trying: &Trying) -> Result<Attempt<Lock>, Error> {
        match trying {
            Trying::Lease { owner, path } => {
                let lasts = self.options.lease_time;
                let tried = lease::attempt(self.db, self.table, owner, lasts, path.as_deref());
                Ok(tried.await?.map(Lock::Lease))
            }
            Trying::Lock(trying) => Ok(trying.attempt(self.db).await?.map(Lock::Held)),
        }
    }
}

/// A tenth of a second, give or take: processes that started together do not knock together for
/// ever.
fn pause() -> Duration {
    Duration::from_millis(75) + Duration::from_millis(50).mul_f64(crate::process::chance())
}
