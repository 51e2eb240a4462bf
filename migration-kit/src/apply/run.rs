//! Running one step and recording it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr, DynIden,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, Orphans};
use crate::{Direction, Error};

/// A step that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The step's version.
    pub version: String,
    /// Whether it was applied or undone.
    pub direction: Direction,
    /// How long it took, with its record and its commit.
    pub elapsed: Duration,
}

/// Runs steps one after the other on the connection that holds the lock.
pub(super) struct Runner<'a> {
    db: &'a DatabaseConnection,
    table: &'a DynIden,
    /// SQLite: the rows without parents before the next step, where that is known already.
    pub(super) orphans: Option<Orphans>,
    /// Nobody asks a throw-away database which steps it has, or wants to hear of them.
    throw_away: bool,
}

impl<'a> Runner<'a> {
    pub(super) fn new(db: &'a DatabaseConnection, table: &'a DynIden, throw_away: bool) -> Self {
        Self { db, table, orphans: None, throw_away }
    }

    /// Runs the step and records it: both in one transaction on PostgreSQL and SQLite unless the step opts out, one
    /// after the other on MySQL, where DDL commits by itself.
    pub(super) async fn run(
        &mut self,
        step: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let in_transaction = self.wants_transaction(step);
        let result = if in_transaction {
            self.in_transaction(step, direction).await
        } else {
            self.step_and_record(step, direction, self.db.into()).await
        };
        match result {
            Ok(orphans) => self.orphans = orphans,
            Err(source) => {
                // MySQL commits after every change of the schema, whatever the step asked for.
                let rolled_back = in_transaction && self.backend() != DbBackend::MySql;
                let version = step.name().to_owned();
                // The pool cannot open another connection, so it answers exactly when it still has the first one.
                return Err(match self.db.ping().await {
                    Ok(()) => Error::Step { version, direction, source, rolled_back },
                    Err(_) => Error::ConnectionLost { version, direction, source, rolled_back },
                });
            }
        }
        let done = Done { version: step.name().to_owned(), direction, elapsed: started.elapsed() };
        if !self.throw_away {
            let milliseconds = done.elapsed.as_millis() as u64;
            let word = if direction == Direction::Up { "applied" } else { "undone" };
            tracing::info!(version = %done.version, milliseconds, "{word} {} in {milliseconds} ms", done.version);
        }
        Ok(done)
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    pub(super) fn wants_transaction(&self, step: &dyn MigrationTrait) -> bool {
        step.use_transaction().unwrap_or(self.backend() != DbBackend::MySql)
    }

    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        // SQLite: taken at once, so that a server that writes beside us makes the step wait and not fail half-way.
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..Default::default() };
        self.db.begin_with_options(options).await
    }

    async fn in_transaction(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Option<Orphans>, DbErr> {
        let transaction = self.begin().await?;
        match self.step_and_record(step, direction, (&transaction).into()).await {
            Ok(orphans) => transaction.commit().await.map(|()| orphans),
            Err(error) => {
                // What counts is the step's own error; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// Gives the rows without parents after the step, which are those before the next one.
    pub(super) async fn step_and_record(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        db: DatabaseExecutor<'_>,
    ) -> Result<Option<Orphans>, DbErr> {
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        let before = match &self.orphans {
            Some(known) => Some(known.clone()),
            None if sqlite => Some(foreign_keys::check(&mut Db::Executor(&db)).await?),
            None => None,
        };
        let manager = SchemaManager::new(db);
        run_step(step, direction, &manager).await?;
        let db = manager.get_connection();
        let after = match before {
            Some(before) if self.throw_away && no_rows(db).await? => Some(before),
            Some(before) => {
                let after = foreign_keys::check(&mut Db::Executor(db)).await?;
                before.compare(&after)?;
                Some(after)
            }
            None => None,
        };
        if !self.throw_away {
            self.record(db, step.name(), direction).await?;
        }
        Ok(after)
    }

    async fn record(
        &self,
        db: &impl ConnectionTrait,
        version: &str,
        direction: Direction,
    ) -> Result<(), DbErr> {
        let (version_column, applied_at) = (Alias::new("version"), Alias::new("applied_at"));
        match direction {
            Direction::Up => {
                let now = chrono::Utc::now().timestamp();
                let mut insert = Query::insert();
                insert.into_table(self.table.clone()).columns([version_column, applied_at]);
                insert.values([version.into(), now.into()]).map_err(|e| DbErr::Custom(e.to_string()))?;
                db.execute(&insert).await?;
            }
            Direction::Down => {
                let mut delete = Query::delete();
                delete.from_table(self.table.clone()).and_where(Expr::col(version_column).eq(version));
                db.execute(&delete).await?;
            }
        }
        Ok(())
    }
}

/// Whether no step has written a row yet, so that none can miss its parent: SQLite counts what was written on this
/// connection, which made the database. (CREATE TABLE … AS is not counted, and makes no foreign key.)
async fn no_rows(db: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
    let rows = Db::Executor(db).rows::<1>("SELECT CAST(total_changes() AS TEXT)", &[]).await?;
    Ok(rows.first().is_some_and(|[written]| written.as_deref() == Some("0")))
}

/// Runs one way of a step, whose panic is an error like any other.
pub(crate) async fn run_step(
    step: &dyn MigrationTrait,
    direction: Direction,
    manager: &SchemaManager<'_>,
) -> Result<(), DbErr> {
    let ran = AssertUnwindSafe(async {
        match direction {
            Direction::Up => step.up(manager).await,
            Direction::Down => step.down(manager).await,
        }
    });
    match ran.catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(DbErr::Custom(format!("the step panicked: {}", panic_text(panic.as_ref())))),
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
