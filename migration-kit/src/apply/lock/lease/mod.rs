//! A lease: a row that says who migrates and until when, for where a session's lock does not hold.
//! Behind a pooler in transaction mode a session belongs to nobody; Galera does not replicate
//! GET_LOCK; CockroachDB's advisory locks do nothing.
//!
//! The owner renews the row from a second connection, and whoever finds it expired takes it over.
//! Every record of a migration goes with an update of the row in one transaction, so that an owner
//! whose lease has run out cannot record (a fence). What it has sent already may still run in the
//! server: on PostgreSQL its sessions are looked for before a lease is taken over.

mod row;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use self::row::Row;
use crate::dialect::held::{Attempt, Holder};
use crate::error::{doing, has_met_others, reason};
use crate::{Error, connect, process};

/// A lease that is held, as far as this process knows.
pub(in crate::apply) struct Lease {
    row: Row,
    state: Arc<State>,
    renewing: JoinHandle<()>,
    /// The connection on which it is renewed.
    second: DatabaseConnection,
}

struct State {
    lost: AtomicBool,
    told: Notify,
    /// When the lease is over unless it is renewed.
    end: Mutex<Instant>,
}

impl State {
    fn new(end: Instant) -> Self {
        Self { lost: AtomicBool::new(false), told: Notify::new(), end: Mutex::new(end) }
    }

    fn end(&self) -> MutexGuard<'_, Instant> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A process that was stopped for a while looks at the clock before it hears of anything.
    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst) || *self.end() <= Instant::now()
    }
}

/// What is written on every connection of an owner, so that its sessions are found.
pub(in crate::apply) fn owner() -> String {
    let chance = |_| format!("{:08x}", (process::chance() * f64::from(u32::MAX)) as u32);
    format!("migration-kit lease {}", (0..3).map(chance).collect::<String>())
}

/// Tries to take the lease once. The table is made if it is missing.
pub(super) async fn attempt(
    db: &DatabaseConnection,
    records: &str,
    owner: &str,
    lasts: Duration,
    path: Option<&str>,
) -> Result<Attempt<Lease>, Error> {
    let Some(row) = Row::new(db, records, owner, lasts) else {
        return Err(Error::Environment {
            message: "a lease is for servers; SQLite has its file lock".to_owned(),
            hint: Some("leave --lock and MIGRATE_LOCK away".to_owned()),
        });
    };
    let failed = |e| doing("take the migration lease".to_owned(), e);
    let taken = match row.take(db).await {
        // Its owner is between its fence and its commit, or has stopped there; or two nodes of a
        // cluster met, and the other one has it.
        Err(error) if has_met_others(&error) => false,
        // There is no table yet.
        Err(_) => {
            row.install(db).await.map_err(failed)?;
            match row.take(db).await {
                Err(error) if has_met_others(&error) => false,
                taken => taken.map_err(failed)?,
            }
        }
        Ok(taken) => taken,
    };
    if taken && let Some(lease) = Lease::hold(&row, db, path).await? {
        return Ok(Attempt::Locked(lease));
    }
    let holder = row.holder(db).await.unwrap_or_else(|| "another process".to_owned());
    Ok(Attempt::HeldBy(Holder::new(holder)))
}

/// Whether somebody has a lease that lasts. Without its table nobody has.
pub(super) async fn lasts(db: &DatabaseConnection, records: &str) -> bool {
    match Row::new(db, records, "", Duration::ZERO) {
        Some(row) => row.is_taken(db).await.unwrap_or_default(),
        None => false,
    }
}

impl Lease {
    /// Begins to renew, from a second connection: the first one is busy with the migrations.
    /// Nothing comes back where the lease was over before that.
    async fn hold(
        row: &Row,
        db: &DatabaseConnection,
        path: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let second = match connect::another(db, path).await {
            Ok(second) => second,
            Err(error) => {
                let _ = row.free(db).await;
                let reason = reason(&error);
                return Err(Error::environment(format!(
                    "a lease needs a second connection, which was refused: {reason}"
                )));
            }
        };
        // Taking it and connecting may have waited: it is known to last from here.
        let asked = Instant::now();
        let renewed = row.insist(&second, &row.renewal()).await;
        let renewed = renewed.map_err(|e| doing("renew the migration lease".to_owned(), e));
        if !matches!(renewed, Ok(1)) {
            let _ = row.free(&second).await;
            let _ = second.close().await;
            return renewed.map(|_| None);
        }
        let state = Arc::new(State::new(asked + row.lasts));
        let renewing = tokio::spawn(keep_renewing(row.clone(), second.clone(), Arc::clone(&state)));
        Ok(Some(Self { row: row.clone(), state, renewing, second }))
    }
}

async fn keep_renewing(row: Row, db: DatabaseConnection, state: Arc<State>) {
    loop {
        sleep(row.lasts / 3).await;
        let asked = Instant::now();
        let left = state.end().saturating_duration_since(asked);
        match timeout(left, row.insist(&db, &row.renewal())).await {
            Ok(Ok(1)) => *state.end() = asked + row.lasts,
            Ok(Err(error)) if !left.is_zero() => {
                tracing::warn!("cannot renew the migration lease yet: {}", reason(&error));
            }
            Ok(_) | Err(_) => break,
        }
    }
    state.lost.store(true, Ordering::SeqCst);
    state.told.notify_waiters();
}

impl Lease {
    pub(in crate::apply) fn is_lost(&self) -> bool {
        self.state.is_lost()
    }

    /// Returns when the lease is lost, and not before.
    pub(in crate::apply) async fn lost(&self) {
        loop {
            let told = self.state.told.notified();
            if self.is_lost() {
                return;
            }
            told.await;
        }
    }

    /// Keeps everybody else from taking the lease over until the transaction ends, or fails when it
    /// is not ours any more.
    pub(in crate::apply) async fn fence(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        if !self.is_lost() {
            let renewal = self.row.renewal();
            let renewed = match db {
                DatabaseExecutor::Connection(db) => self.row.insist(*db, &renewal).await?,
                // What is refused as a deadlock has ended the transaction.
                _ => self.row.run(db, &renewal).await?,
            };
            if renewed == 1 {
                return Ok(());
            }
        }
        self.state.lost.store(true, Ordering::SeqCst);
        Err(lost())
    }

    pub(in crate::apply) async fn release(self) {
        self.renewing.abort();
        if let Err(error) = self.row.free(&self.second).await {
            tracing::debug!("the migration lease is left to expire: {}", reason(&error));
        }
    }
}

impl Drop for Lease {
    /// A lease that was not released was cancelled. It is left to expire, because what was sent
    /// last may still run.
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

pub(in crate::apply) fn lost() -> DbErr {
    DbErr::Custom("the migration lease was lost".to_owned())
}
