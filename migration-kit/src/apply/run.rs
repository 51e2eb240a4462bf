//! Running one step and recording it.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::failpoint;
use super::ledger::{Ledger, Written};
use super::lock::Lock;
use super::progress::Progress;
use super::script::{Script, Scripts};
use super::waiting::{self, Watch};
use crate::error::reason;
use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, Orphans};
use crate::step::plan_of;
use crate::{Direction, Error, panics};

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

impl Done {
    pub(super) fn tell(&self) {
        let milliseconds = self.elapsed.as_millis() as u64;
        let word = if self.direction == Direction::Up { "applied" } else { "undone" };
        tracing::info!(version = %self.version, milliseconds, "{word} {} in {milliseconds} ms", self.version);
    }
}

/// Runs steps one after the other on the connection that holds the lock.
pub(super) struct Runner<'a> {
    pub(super) db: &'a DatabaseConnection,
    /// Nothing for a throw-away database: nobody asks it which steps it has, or wants to hear of them.
    pub(super) records: Option<Records<'a>>,
    /// SQLite: the rows without parents before the next step, where that is known already.
    pub(super) orphans: Option<Orphans>,
}

/// What a step is recorded with.
pub(super) struct Records<'a> {
    pub(super) ledger: Ledger,
    pub(super) scripts: &'a Scripts,
    pub(super) lock: &'a Lock,
    /// Settings that every transaction begins with, where the session cannot keep them.
    pub(super) settings: Option<Statement>,
    /// PostgreSQL: how long a statement waits for a table.
    pub(super) patience: Duration,
    pub(super) watch: Option<&'a Watch>,
    pub(super) progress: &'a Progress,
}

/// A step that did not end.
struct Failure {
    source: DbErr,
    /// Nothing of it is in the database.
    nothing_left: bool,
}

impl<'a> Runner<'a> {
    /// Runs the step and records it: both in one transaction on PostgreSQL and SQLite unless the step opts out. Otherwise,
    /// and on MySQL, where DDL commits by itself, the record says first that the step is running.
    pub(super) async fn run(
        &mut self,
        step: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let mut attempts =
            waiting::Attempts::new(self.records.as_ref().map(|records| records.patience).unwrap_or_default());
        loop {
            let ran = self.once(step, direction);
            let (result, blocker) = match self.records.as_ref().and_then(|records| records.watch) {
                Some(watch) => watch.during(step.name(), ran).await,
                None => (ran.await, None),
            };
            let failure = match result {
                Ok(orphans) => {
                    self.orphans = orphans;
                    break;
                }
                Err(failure) => failure,
            };
            if failure.nothing_left && attempts.again(step.name(), &failure.source).await {
                continue;
            }
            return Err(self.explain(step, direction, failure, blocker).await);
        }
        let done = Done { version: step.name().to_owned(), direction, elapsed: started.elapsed() };
        if let Some(records) = &self.records {
            records.progress.step_done();
            done.tell();
        }
        Ok(done)
    }

    /// The error, with what is known of the connection, the lock, and who was in the way.
    async fn explain(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        failure: Failure,
        blocker: Option<String>,
    ) -> Error {
        let version = step.name().to_owned();
        let Failure { mut source, nothing_left: rolled_back } = failure;
        if self.records.as_ref().is_some_and(|records| records.lock.is_lost()) {
            return Error::LeaseLost { version, direction, rolled_back };
        }
        if let Some(blocker) = blocker.filter(|_| waiting::is_time_out(&source)) {
            source = DbErr::Migration(format!("{}; it waited for {blocker}", reason(&source)));
        }
        // The pool cannot open another connection, so it answers exactly when it still has the first one.
        match self.db.ping().await {
            Ok(()) => Error::Step { version, direction, source, rolled_back },
            Err(_) => Error::ConnectionLost { version, direction, source, rolled_back },
        }
    }

    fn announce(&self, step: &dyn MigrationTrait, direction: Direction) {
        let Some(records) = &self.records else { return };
        let statements = self.script_of(step, direction).map(|script| script.statements);
        let is_plan =
            self.backend() != DbBackend::Sqlite && plan_of(step, self.backend(), direction).is_some();
        records.progress.step(step.name(), statements.unwrap_or_default(), is_plan);
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    pub(super) fn wants_transaction(&self, step: &dyn MigrationTrait) -> bool {
        step.use_transaction().unwrap_or(self.backend() != DbBackend::MySql)
    }

    pub(super) fn script(&self, version: &str) -> Option<&Script> {
        self.records.as_ref()?.scripts.get(version)
    }

    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        // SQLite: taken at once, so that a server that writes beside us makes the step wait and not fail half-way.
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..Default::default() };
        let transaction = self.db.begin_with_options(options).await?;
        failpoint::sent();
        if let Some(settings) = self.records.as_ref().and_then(|records| records.settings.clone()) {
            transaction.query_one_raw(settings).await?;
        }
        Ok(transaction)
    }

    /// Runs the step once, and gives the rows without parents after it, which are those before the next one.
    async fn once(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Option<Orphans>, Failure> {
        let started_at = Utc::now();
        let in_transaction = self.wants_transaction(step);
        if in_transaction && self.backend() != DbBackend::MySql {
            let result = self.in_transaction(step, direction, started_at).await;
            return result.map_err(|source| Failure { source, nothing_left: true });
        }
        if let Some(records) = &self.records {
            let script = self.script_of(step, direction);
            let (version, started_at) = (step.name(), Some(started_at));
            let written = Written { version, direction, script, applied_at: None, started_at, elapsed: None };
            let start = records.ledger.start(self.db, &written).await;
            start.map_err(|source| Failure { source, nothing_left: true })?;
            failpoint::sent();
        }
        let result = if in_transaction {
            self.in_transaction(step, direction, started_at).await
        } else {
            self.on_its_own(step, direction, started_at).await
        };
        match result {
            Ok(orphans) => Ok(orphans),
            Err(source) => {
                let nothing_left = self.leaves_nothing(step, direction);
                self.note_failure(step.name(), direction, &source, nothing_left).await;
                Err(Failure { source, nothing_left })
            }
        }
    }

    /// Whether a step that failed outside a transaction can have left nothing behind: a database does one statement
    /// completely or not at all, and it was the first one that failed.
    fn leaves_nothing(&self, step: &dyn MigrationTrait, direction: Direction) -> bool {
        let first_failed = self.records.as_ref().is_some_and(|records| records.progress.first_failed());
        let script = self.script_of(step, direction);
        script.is_some_and(|mut script| {
            if first_failed {
                script.statements.truncate(1);
            }
            script.is_single(self.backend())
        })
    }

    async fn note_failure(&self, version: &str, direction: Direction, source: &DbErr, nothing_left: bool) {
        let Some(records) = &self.records else { return };
        let noted = match (nothing_left, direction) {
            (true, Direction::Up) => records.ledger.forget_entry(self.db, version).await,
            (true, Direction::Down) => records.ledger.keep(self.db, version).await,
            (false, _) => records.ledger.fail(self.db, version, reason(source)).await,
        };
        if let Err(error) = noted {
            // The step stays `running`, which stops the next run as well.
            tracing::debug!("cannot record that {version} failed: {}", reason(&error));
        }
    }

    async fn in_transaction(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        let transaction = self.begin().await?;
        match self.step_and_record(step, direction, (&transaction).into(), started_at).await {
            Ok(orphans) => {
                transaction.commit().await?;
                failpoint::sent();
                Ok(orphans)
            }
            Err(error) => {
                // What counts is the step's own error; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// Outside a transaction. What is done CONCURRENTLY waits for every transaction that could use the table, and nobody waits
    /// for it, so there it may take its time.
    async fn on_its_own(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        let settings = match &self.records {
            Some(records) if self.backend() == DbBackend::Postgres && records.settings.is_none() => {
                Some(records.patience).filter(|_| self.is_concurrent(step, direction))
            }
            _ => None,
        };
        if settings.is_some() {
            self.set_patience(Duration::ZERO).await?;
        }
        let result = self.step_and_record(step, direction, self.db.into(), started_at).await;
        if let Some(patience) = settings {
            self.set_patience(patience).await?;
        }
        result
    }

    async fn set_patience(&self, patience: Duration) -> Result<(), DbErr> {
        let sql = "SELECT set_config('lock_timeout', $1, false)";
        let set = Statement::from_sql_and_values(
            DbBackend::Postgres,
            sql,
            [patience.as_millis().to_string().into()],
        );
        self.db.query_one_raw(set).await.map(|_| ())
    }

    fn is_concurrent(&self, step: &dyn MigrationTrait, direction: Direction) -> bool {
        let script = self.script_of(step, direction);
        script.is_some_and(|script| script.is_concurrent(self.backend()))
    }

    /// What the step does one way, as far as that is known.
    fn script_of(&self, step: &dyn MigrationTrait, direction: Direction) -> Option<Script> {
        let plan = || plan_of(step, self.backend(), direction);
        match direction {
            Direction::Up => self.script(step.name()).cloned(),
            Direction::Down => plan().map(|plan| Script { statements: plan.texts(), hash: None }),
        }
    }

    async fn step_and_record(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        db: DatabaseExecutor<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        let before = match &self.orphans {
            Some(known) => Some(known.clone()),
            None if self.backend() == DbBackend::Sqlite => {
                Some(foreign_keys::check(&mut Db::Executor(&db)).await?)
            }
            None => None,
        };
        let manager = SchemaManager::new(db);
        self.execute(step, direction, &manager).await?;
        let db = manager.get_connection();
        let after = match before {
            Some(before) => {
                let after = foreign_keys::check(&mut Db::Executor(db)).await?;
                before.compare(&after)?;
                Some(after)
            }
            None => None,
        };
        self.record_with(db, step.name(), direction, started_at).await?;
        Ok(after)
    }

    /// A lease is looked at and the step is recorded in one transaction, or else it could run out in between.
    async fn record_with(
        &self,
        db: &DatabaseExecutor<'_>,
        version: &str,
        direction: Direction,
        started_at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let leased = self.records.as_ref().is_some_and(|records| records.lock.is_lease());
        if !leased || !matches!(db, DatabaseExecutor::Connection(_)) {
            return self.record(db, version, direction, started_at).await;
        }
        let transaction = self.begin().await?;
        self.record(&(&transaction).into(), version, direction, started_at).await?;
        transaction.commit().await
    }

    /// Runs what the step does, statement by statement where that can be told.
    pub(super) async fn execute(
        &self,
        step: &dyn MigrationTrait,
        direction: Direction,
        manager: &SchemaManager<'_>,
    ) -> Result<(), DbErr> {
        self.announce(step, direction);
        let (Some(records), false) = (&self.records, self.backend() == DbBackend::Sqlite) else {
            run_step(step, direction, manager).await?;
            failpoint::sent();
            return Ok(());
        };
        let stays_running = !self.wants_transaction(step);
        let Some(plan) = plan_of(step, self.backend(), direction) else {
            let ran = run_step(step, direction, manager);
            return records.lock.while_held(ran).await;
        };
        for (at, (_, statement)) in plan.one_by_one().enumerate() {
            if at > 0 && stays_running {
                records.ledger.advance(manager.get_connection(), step.name(), at).await?;
                failpoint::sent();
            }
            records.lock.while_held(statement.run(manager)).await?;
            failpoint::sent();
            records.progress.statement_done();
        }
        Ok(())
    }

    pub(super) async fn record(
        &self,
        db: &DatabaseExecutor<'_>,
        version: &str,
        direction: Direction,
        started_at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let Some(records) = &self.records else { return Ok(()) };
        records.lock.fence(db).await?;
        let written = Written {
            version,
            direction,
            script: self.script(version).cloned(),
            applied_at: Some(Utc::now().timestamp()),
            started_at: Some(started_at),
            elapsed: (Utc::now() - started_at).to_std().ok(),
        };
        records.ledger.finish(db, &written).await?;
        failpoint::sent();
        Ok(())
    }
}

/// Runs one way of a step, whose panic is an error like any other.
pub(crate) async fn run_step(
    step: &dyn MigrationTrait,
    direction: Direction,
    manager: &SchemaManager<'_>,
) -> Result<(), DbErr> {
    let ran = panics::catch_async(async {
        match direction {
            Direction::Up => step.up(manager).await,
            Direction::Down => step.down(manager).await,
        }
    });
    ran.await.unwrap_or_else(|panic| Err(DbErr::Custom(format!("the step panicked: {panic}"))))
}
