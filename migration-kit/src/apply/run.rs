//! Running one step and recording it.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::failpoint;
use super::job::Job;
use super::keeping::Keeping;
use super::records::{Note, Records};
use super::script::Script;
use super::waiting::{self, Attempts};
use crate::error::{code, reason, recorded};
use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, Orphans};
use crate::ops::online::{Keeper, Nobody};
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
    /// The versions that were begun before, and can go on where they were ended.
    pub(super) begun: Vec<String>,
}

/// A step that did not end.
struct Failure {
    source: DbErr,
    /// Nothing of it is in the database.
    nothing_left: bool,
}

impl Runner<'_> {
    /// Runs the step and records it: both in one transaction on PostgreSQL and SQLite unless the step opts out. Otherwise,
    /// and on MySQL, where DDL commits by itself, the record says first that the step is running.
    pub(super) async fn run(
        &mut self,
        step: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let job = self.job(step, direction);
        let patience = self.records.as_ref().map(|records| records.patience);
        let mut attempts = Attempts::new(patience.unwrap_or_default());
        let mut resumes = job.repeatable && self.begun.iter().any(|version| version == step.name());
        if resumes {
            tracing::info!("{} goes on where it was ended", step.name());
        }
        loop {
            let ran = self.once(&job, resumes);
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
            if (failure.nothing_left || job.repeatable) && attempts.again(step.name(), &failure.source).await
            {
                resumes = !failure.nothing_left;
                continue;
            }
            return Err(self.explain(&job, failure, blocker).await);
        }
        let done = Done { version: step.name().to_owned(), direction, elapsed: started.elapsed() };
        if let Some(records) = &self.records {
            records.progress.step_done();
            done.tell();
        }
        Ok(done)
    }

    pub(super) fn job<'s>(&self, step: &'s dyn MigrationTrait, direction: Direction) -> Job<'s> {
        match &self.records {
            Some(records) => Job::new(step, direction, self.backend(), records.scripts),
            None => Job::unknown(step, direction, self.backend()),
        }
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    /// The error, with what is known of the connection, the lock, and who was in the way.
    async fn explain(&self, job: &Job<'_>, failure: Failure, blocker: Option<String>) -> Error {
        let (version, direction) = (job.version().to_owned(), job.direction);
        let Failure { mut source, nothing_left: rolled_back } = failure;
        if self.records.as_ref().is_some_and(|records| records.lock.is_lost()) {
            return Error::LeaseLost { version, direction, rolled_back };
        }
        if let Some(blocker) = blocker.filter(|_| waiting::is_time_out(&source)) {
            source = DbErr::Migration(format!("{}; it waited for {blocker}", reason(&source)));
        }
        if job.repeatable && !rolled_back {
            return Error::Unfinished { version, direction, source };
        }
        // The pool cannot open another connection, so it answers exactly when it still has the first one.
        match self.db.ping().await {
            Ok(()) => Error::Step { version, direction, source, rolled_back },
            Err(_) => Error::ConnectionLost { version, direction, source, rolled_back },
        }
    }

    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let leased = self.records.as_ref().is_some_and(|records| records.lock.is_lease());
        let options = TransactionOptions {
            // SQLite: taken at once, so that a server that writes beside us makes the step wait and not fail half-way.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            // A lease is renewed beside the transaction that looks at it in the end.
            isolation_level: leased.then_some(IsolationLevel::ReadCommitted),
            ..Default::default()
        };
        let transaction = self.db.begin_with_options(options).await?;
        failpoint::sent();
        if let Some(settings) = self.records.as_ref().and_then(|records| records.settings.clone()) {
            transaction.query_one_raw(settings).await?;
        }
        Ok(transaction)
    }

    /// Runs the step once, and gives the rows without parents after it, which are those before the next one.
    async fn once(&self, job: &Job<'_>, resumes: bool) -> Result<Option<Orphans>, Failure> {
        let started_at = Utc::now();
        let in_transaction = job.in_transaction && !job.online;
        if in_transaction && self.backend() != DbBackend::MySql {
            let result = self.in_transaction(job, started_at).await;
            return result.map_err(|source| Failure { source, nothing_left: true });
        }
        if let Some(records) = &self.records {
            let start = if resumes { Note::Resume(started_at) } else { Note::Start(started_at) };
            let started = records.note(self.db, job, start).await;
            started.map_err(|source| Failure { source, nothing_left: true })?;
        }
        let result = match in_transaction {
            true => self.in_transaction(job, started_at).await,
            false => self.on_its_own(job, started_at).await,
        };
        match result {
            Ok(orphans) => Ok(orphans),
            Err(source) => {
                let nothing_left = self.leaves_nothing(job, &source);
                self.note_failure(job, &source, nothing_left).await;
                Err(Failure { source, nothing_left })
            }
        }
    }

    /// Whether a step that failed outside a transaction can have left nothing behind: the server itself refused its first
    /// statement, which it does completely or not at all. Only the statements of a step that is data are counted.
    fn leaves_nothing(&self, job: &Job<'_>, source: &DbErr) -> bool {
        let Some(records) = &self.records else { return false };
        let refused = code(source).is_some() && !records.lock.is_lost();
        refused
            && records.progress.is_at_the_first()
            && job.script.as_ref().is_some_and(Script::begins_with_all_or_nothing)
    }

    async fn note_failure(&self, job: &Job<'_>, source: &DbErr, nothing_left: bool) {
        let Some(records) = &self.records else { return };
        let note = match (nothing_left, job.direction) {
            (true, Direction::Up) => Note::Forget,
            (true, Direction::Down) => Note::Keep,
            (false, _) => Note::Fail(recorded(source)),
        };
        // A lease that was lost belongs to somebody who may be at the same step.
        let noted = if records.lock.is_lost() { Ok(()) } else { records.note(self.db, job, note).await };
        if let Err(error) = noted {
            // The step stays `running`, which stops the next run as well.
            tracing::debug!("cannot record that {} failed: {}", job.version(), reason(&error));
        }
    }

    async fn in_transaction(
        &self,
        job: &Job<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        let transaction = self.begin().await?;
        let ran = self.step_and_record(job, (&transaction).into(), started_at).await;
        let orphans = match ran {
            Ok(orphans) => {
                transaction.commit().await?;
                failpoint::sent();
                orphans
            }
            Err(error) => {
                // What counts is the step's own error; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                return Err(error);
            }
        };
        self.forget_settings(job).await;
        Ok(orphans)
    }

    /// Outside a transaction. What is done CONCURRENTLY waits for every transaction that could use the table, and nobody waits
    /// for it, so there it may take its time.
    async fn on_its_own(&self, job: &Job<'_>, started_at: DateTime<Utc>) -> Result<Option<Orphans>, DbErr> {
        let patient = self.records.as_ref().filter(|_| job.is_patient());
        if let Some(records) = patient {
            records.wait_for_tables(self.db, Duration::ZERO).await?;
        }
        let result = self.step_and_record(job, self.db.into(), started_at).await;
        if let Some(records) = patient
            && let Err(error) = records.wait_for_tables(self.db, records.patience).await
        {
            tracing::debug!("cannot set the time-out again: {}", reason(&error));
        }
        self.forget_settings(job).await;
        result
    }

    /// What the step has set for the session does not hold for the next one.
    async fn forget_settings(&self, job: &Job<'_>) {
        if let Some(records) = self.records.as_ref().filter(|_| job.may_change_settings())
            && let Err(error) = records.forget_settings(self.db).await
        {
            tracing::debug!("cannot take back what {} has set: {}", job.version(), reason(&error));
        }
    }

    async fn step_and_record(
        &self,
        job: &Job<'_>,
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
        self.execute(job, &manager).await?;
        let db = manager.get_connection();
        let after = match before {
            Some(before) => {
                let after = foreign_keys::check(&mut Db::Executor(db)).await?;
                before.compare(&after)?;
                Some(after)
            }
            None => None,
        };
        if let Some(records) = &self.records {
            match db {
                DatabaseExecutor::Connection(db) => records.note(db, job, Note::Finish(started_at)).await?,
                _ => {
                    records.lock.fence(db).await?;
                    records.write(db, job, Note::Finish(started_at)).await?;
                }
            }
        }
        Ok(after)
    }

    /// Runs what the step does, statement by statement where that can be told.
    pub(super) async fn execute(&self, job: &Job<'_>, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let Some(records) = &self.records else {
            return run_step(job.step, job.direction, manager).await;
        };
        let is_sqlite = self.backend() == DbBackend::Sqlite;
        let plan = if is_sqlite { None } else { plan_of(job.step, self.backend(), job.direction) };
        records.progress.step(job.version(), job.script.as_ref().map(Script::shown), plan.is_some());
        let Some(plan) = plan else {
            let ran = records.lock.while_held(run_step(job.step, job.direction, manager)).await;
            failpoint::sent();
            return ran;
        };
        let keeping = Keeping { records, job };
        let alone = matches!(manager.get_connection(), DatabaseExecutor::Connection(_));
        let keeper: &dyn Keeper = if alone { &keeping } else { &Nobody };
        for (at, (_, statement)) in plan.one_by_one().enumerate() {
            if at > 0 && alone {
                records.note(self.db, job, Note::Advance(at)).await?;
            }
            records.lock.while_held(statement.run_for(manager, keeper)).await?;
            failpoint::sent();
            records.progress.statement_done();
        }
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
