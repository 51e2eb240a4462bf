//! A lease: a row that says who migrates and until when, for where a session's lock does not hold.
//! Behind a pooler in transaction mode a session belongs to nobody; Galera does not replicate
//! GET_LOCK; CockroachDB's advisory locks do nothing.
//!
//! The owner renews the row from a second connection, and whoever finds it expired takes it over.
//! Every record of a migration goes with an update of the row in one transaction, so that an owner
//! whose lease has run out cannot record (a fence). What it has sent already may still run in the
//! server: on PostgreSQL its sessions are looked for before a lease is taken over.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::sea_query::{
    Alias, ColumnDef, Expr, ExprTrait as _, OnConflict, Query, Table, UpdateStatement,
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, DeriveIden, StatementBuilder,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::previous::Previous;
use crate::Backend;
use crate::apply::history::tables;
use crate::apply::waiting::{is_deadlock, is_lock_time_out};
use crate::dialect::held::{Attempt, Holder};
use crate::dialect::lease;
use crate::error::{doing, reason};
use crate::{Error, connect, process};

/// The one row.
const ROW: i32 = 1;

#[derive(Clone, Copy, DeriveIden)]
enum Column {
    Id,
    Owner,
    Holder,
    SinceMs,
    ExpiresMs,
}

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

/// The row and what this owner calls itself.
#[derive(Clone)]
struct Row {
    backend: Backend,
    /// Milliseconds by the server's clock, which all owners share.
    clock: &'static str,
    table: Alias,
    owner: String,
    lasts: Duration,
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
    let backend = Backend::of(db);
    let Some(clock) = lease::of(backend).clock_in_milliseconds() else {
        return Err(Error::Environment {
            message: "a lease is for servers; SQLite has its file lock".to_owned(),
            hint: Some("leave --lock and MIGRATE_LOCK away".to_owned()),
        });
    };
    let row = Row {
        backend,
        clock,
        table: Alias::new(tables::lease_name(records)),
        owner: owner.to_owned(),
        lasts,
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
    if taken && let Some(lease) = row.hold(db, path).await? {
        return Ok(Attempt::Locked(lease));
    }
    let holder = row.holder(db).await.unwrap_or_else(|| "another process".to_owned());
    Ok(Attempt::HeldBy(Holder::new(holder)))
}

/// Whether somebody has a lease that lasts. Without its table nobody has.
pub(super) async fn lasts(db: &DatabaseConnection, records: &str) -> bool {
    let (backend, table) = (Backend::of(db), Alias::new(tables::lease_name(records)));
    let Some(clock) = lease::of(backend).clock_in_milliseconds() else { return false };
    let row = Row { backend, clock, table, owner: String::new(), lasts: Duration::ZERO };
    let mut select = Query::select();
    select.column(Column::Id).from(row.table.clone());
    select
        .and_where(Expr::col(Column::Owner).ne(""))
        .and_where(Expr::col(Column::ExpiresMs).gt(row.now()));
    db.query_one(&select).await.is_ok_and(|row| row.is_some())
}

/// Whether another session was faster with the table or its row: the names are taken, as two that
/// say IF NOT EXISTS at once find out (PostgreSQL), or the key is.
fn is_there_already(error: &DbErr) -> bool {
    crate::error::code(error)
        .is_some_and(|code| ["23505", "23000", "42710", "42P07"].contains(&code.as_str()))
}

fn has_met_others(error: &DbErr) -> bool {
    is_deadlock(error) || is_lock_time_out(error)
}

impl Row {
    /// The row, free at first. Of several that make the table at once one succeeds, and the others
    /// find it.
    async fn install(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let mut table = Table::create();
        table.table(self.table.clone()).if_not_exists();
        table.col(ColumnDef::new(Column::Id).integer().not_null().primary_key());
        table.col(ColumnDef::new(Column::Owner).string().not_null());
        table.col(ColumnDef::new(Column::Holder).string().not_null());
        table.col(ColumnDef::new(Column::SinceMs).big_integer().not_null());
        table.col(ColumnDef::new(Column::ExpiresMs).big_integer().not_null());
        let made = |result| match result {
            Err(error) if !is_there_already(&error) && !has_met_others(&error) => Err(error),
            _ => Ok(()),
        };
        made(self.run(db, &table).await)?;
        let mut row = Query::insert();
        row.into_table(self.table.clone());
        row.columns([
            Column::Id,
            Column::Owner,
            Column::Holder,
            Column::SinceMs,
            Column::ExpiresMs,
        ]);
        let values = [ROW.into(), "".into(), "".into(), 0i64.into(), 0i64.into()];
        row.values(values).map_err(|e| DbErr::Custom(e.to_string()))?;
        row.on_conflict(OnConflict::column(Column::Id).do_nothing_on([Column::Id]).to_owned());
        made(self.run(db, &row).await)
    }

    /// Takes the row if nobody has it, or its owner let it expire and runs nothing any more. What
    /// that owner has left open is ended: it cannot be committed any more, and holds tables and
    /// records that the new owner needs.
    async fn take(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        let previous = match lease::of(self.backend).end_transactions() {
            Some(ends) => self.previous(db, ends).await?,
            None => None,
        };
        if let Some(previous) = previous.as_ref().filter(|it| it.is_long_over) {
            // It may have stopped between its fence and its commit, and holds the row itself.
            previous.end_transactions(db).await;
        }
        let taken = self.update_if_free(db).await?;
        if let Some(previous) = previous.filter(|_| taken) {
            previous.end_transactions(db).await;
        }
        Ok(taken)
    }

    /// Who has the lease before it is taken. It may expire between this and the taking.
    async fn previous(
        &self,
        db: &DatabaseConnection,
        ends: &'static str,
    ) -> Result<Option<Previous>, DbErr> {
        let long_ago = self.now().sub(milliseconds(self.lasts));
        let mut select = Query::select();
        select.column(Column::Owner).from(self.table.clone());
        select.expr(Expr::col(Column::ExpiresMs).lt(long_ago));
        select.and_where(Expr::col(Column::Owner).ne(""));
        let Some(row) = db.query_one(&select).await? else { return Ok(None) };
        let (owner, is_long_over) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Some(Previous { owner, ends, is_long_over }))
    }

    async fn update_if_free(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        let mut update = self.update();
        update.value(Column::Owner, self.owner.clone()).value(Column::Holder, process::name());
        update.value(Column::SinceMs, self.now()).value(Column::ExpiresMs, self.end());
        update.and_where(Expr::col(Column::ExpiresMs).lt(self.now()));
        let mut row = Query::select();
        row.column(Column::Id).from(self.table.clone()).and_where(Expr::col(Column::Id).eq(ROW));
        lease::of(self.backend).if_idle(&mut update, row);
        self.run(db, &update).await.map(|rows| rows == 1)
    }

    /// Pushes the end of the lease back, if it is this owner's still and has not come.
    fn renewal(&self) -> UpdateStatement {
        let mut update = self.update();
        // Another value each time, because MySQL counts only rows that change.
        update.value(Column::ExpiresMs, self.end());
        update.and_where(Expr::col(Column::Owner).eq(self.owner.clone()));
        update.and_where(Expr::col(Column::ExpiresMs).gte(self.now()));
        update
    }

    async fn free(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let mut update = self.update();
        update.value(Column::Owner, "").value(Column::ExpiresMs, 0i64);
        update.and_where(Expr::col(Column::Owner).eq(self.owner.clone()));
        self.insist(db, &update).await.map(|_| ())
    }

    /// Runs an update outside a transaction, for as long as a lease lasts. A node of a Galera
    /// cluster refuses it as a deadlock where another node has just written the table, which says
    /// nothing of who has the lease
    /// (<https://mariadb.com/docs/galera-cluster/readme/mariadb-galera-cluster-known-limitations>).
    async fn insist(
        &self,
        db: &impl ConnectionTrait,
        update: &UpdateStatement,
    ) -> Result<u64, DbErr> {
        /// Long enough for the other node's change to be through.
        const PAUSE: Duration = Duration::from_millis(20);
        let ends = Instant::now() + self.lasts;
        loop {
            match self.run(db, update).await {
                Err(error) if is_deadlock(&error) && Instant::now() < ends => sleep(PAUSE).await,
                done => return done,
            }
        }
    }

    /// Runs a statement, and gives the number of its rows.
    async fn run(
        &self,
        db: &impl ConnectionTrait,
        statement: &impl StatementBuilder,
    ) -> Result<u64, DbErr> {
        db.execute(statement).await.map(|done| done.rows_affected())
    }

    async fn holder(&self, db: &DatabaseConnection) -> Option<String> {
        let mut select = Query::select();
        select.columns([Column::Holder, Column::SinceMs]).from(self.table.clone());
        let row = db.query_one(&select).await.ok().flatten()?;
        let (holder, since): (String, i64) =
            (row.try_get_by_index(0).ok()?, row.try_get_by_index(1).ok()?);
        let since = chrono::DateTime::from_timestamp_millis(since)?.format("%Y-%m-%d %H:%M:%S UTC");
        Some(format!("{holder} since {since}"))
    }

    fn update(&self) -> UpdateStatement {
        Query::update()
            .table(self.table.clone())
            .and_where(Expr::col(Column::Id).eq(ROW))
            .to_owned()
    }

    fn now(&self) -> Expr {
        Expr::cust(self.clock)
    }

    fn end(&self) -> Expr {
        self.now().add(milliseconds(self.lasts))
    }

    /// Begins to renew, from a second connection: the first one is busy with the migrations.
    /// Nothing comes back where the lease was over before that.
    async fn hold(
        &self,
        db: &DatabaseConnection,
        path: Option<&str>,
    ) -> Result<Option<Lease>, Error> {
        let second = match connect::another(db, path).await {
            Ok(second) => second,
            Err(error) => {
                let _ = self.free(db).await;
                let reason = reason(&error);
                return Err(Error::environment(format!(
                    "a lease needs a second connection, which was refused: {reason}"
                )));
            }
        };
        // Taking it and connecting may have waited: it is known to last from here.
        let asked = Instant::now();
        let renewed = self.insist(&second, &self.renewal()).await;
        let renewed = renewed.map_err(|e| doing("renew the migration lease".to_owned(), e));
        if !matches!(renewed, Ok(1)) {
            let _ = self.free(&second).await;
            let _ = second.close().await;
            return renewed.map(|_| None);
        }
        let state = Arc::new(State::new(asked + self.lasts));
        let renewing =
            tokio::spawn(keep_renewing(self.clone(), second.clone(), Arc::clone(&state)));
        Ok(Some(Lease { row: self.clone(), state, renewing, second }))
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 2)
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
