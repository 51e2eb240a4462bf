//! What a step is recorded with, and how.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbBackend, DbErr, Statement,
    TransactionTrait as _,
};

use super::failpoint;
use super::job::Job;
use super::ledger::{Ledger, Written};
use super::lock::Lock;
use super::progress::Progress;
use super::script::Scripts;
use super::waiting::Watch;

/// The records of a database, and what has to be true when they are written.
pub(super) struct Records<'a> {
    pub(super) ledger: Ledger,
    pub(super) scripts: &'a Scripts,
    pub(super) lock: &'a Lock,
    /// Settings that every transaction begins with, where the session cannot keep them.
    pub(super) settings: Option<Statement>,
    /// Settings of the session that a step may have changed, as they were before it.
    pub(super) restore: Option<&'a Statement>,
    /// PostgreSQL: how long a statement waits for a table.
    pub(super) patience: Duration,
    pub(super) watch: Option<&'a Watch>,
    pub(super) progress: &'a Progress,
}

/// What is written of a step.
pub(super) enum Note {
    /// It runs, and cannot share a transaction with its record.
    Start(DateTime<Utc>),
    /// It runs again, and goes on where it was ended.
    Resume(DateTime<Utc>),
    /// So many of its statements are done.
    Advance(usize),
    /// It is done.
    Finish(DateTime<Utc>),
    /// It ended, and may have left something behind.
    Fail(String),
    /// It has left nothing behind on the way up, or on the way down.
    Forget,
    Keep,
}

impl Records<'_> {
    /// Writes a note outside the step's transaction. Under a lease the two go together: whoever has lost it writes nothing.
    pub(super) async fn note(&self, db: &DatabaseConnection, job: &Job<'_>, note: Note) -> Result<(), DbErr> {
        if !self.lock.is_lease() {
            return self.write(&db.into(), job, note).await;
        }
        let transaction = db.begin().await?;
        self.lock.fence(&transaction).await?;
        self.write(&(&transaction).into(), job, note).await?;
        transaction.commit().await
    }

    /// Writes a note where the step runs.
    pub(super) async fn write(
        &self,
        db: &DatabaseExecutor<'_>,
        job: &Job<'_>,
        note: Note,
    ) -> Result<(), DbErr> {
        let (ledger, version) = (&self.ledger, job.version());
        match note {
            Note::Start(at) => ledger.start(db, &self.begun(job, at)).await?,
            Note::Resume(at) => ledger.resume(db, &self.begun(job, at)).await?,
            Note::Advance(done) => ledger.advance(db, version, done).await?,
            Note::Finish(at) => {
                if job.may_change_settings() {
                    self.restore_settings(db).await?;
                }
                ledger.finish(db, &self.finished(job, at)).await?;
            }
            Note::Fail(error) => ledger.fail(db, version, &error).await?,
            Note::Forget => ledger.forget_entry(db, version).await?,
            Note::Keep => ledger.keep(db, version).await?,
        }
        failpoint::sent();
        Ok(())
    }

    /// What is recorded of a step that ends now.
    pub(super) fn finished<'j>(&self, job: &Job<'j>, started_at: DateTime<Utc>) -> Written<'j> {
        let now = Utc::now();
        let (applied_at, elapsed) = (Some(now.timestamp()), (now - started_at).to_std().ok());
        Written { applied_at, elapsed, ..self.begun(job, started_at) }
    }

    fn begun<'j>(&self, job: &Job<'j>, started_at: DateTime<Utc>) -> Written<'j> {
        let (version, direction, script) = (job.version(), job.direction, job.script.clone());
        Written { version, direction, script, applied_at: None, started_at: Some(started_at), elapsed: None }
    }

    /// PostgreSQL: limits how long a statement waits for a table.
    pub(super) async fn wait_for_tables(
        &self,
        db: &DatabaseConnection,
        patience: Duration,
    ) -> Result<(), DbErr> {
        if db.get_database_backend() != DbBackend::Postgres || self.settings.is_some() {
            return Ok(());
        }
        let sql = "SELECT set_config('lock_timeout', $1, false)";
        let milliseconds = patience.as_millis().to_string();
        let set = Statement::from_sql_and_values(DbBackend::Postgres, sql, [milliseconds.into()]);
        db.query_one_raw(set).await.map(|_| ())
    }

    /// What a step has set must not reach its own record: another search path, or on MySQL a transaction that nobody ends.
    async fn restore_settings(&self, db: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
        match (db.get_database_backend(), self.restore) {
            (DbBackend::Postgres, Some(restore)) => db.query_one_raw(restore.clone()).await.map(|_| ()),
            (DbBackend::MySql, _) => db.execute_unprepared("SET SESSION autocommit = 1").await.map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Takes back everything that a step may have set for the session.
    pub(super) async fn forget_settings(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        match (db.get_database_backend(), self.restore) {
            (DbBackend::Postgres, Some(restore)) => {
                db.execute_unprepared("RESET ALL").await?;
                db.query_one_raw(restore.clone()).await.map(|_| ())
            }
            (DbBackend::MySql, _) => {
                let defaults = "SET SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks, \
                                SESSION unique_checks = @@GLOBAL.unique_checks";
                db.execute_unprepared(defaults).await.map(|_| ())
            }
            (DbBackend::Sqlite, _) => db.execute_unprepared("PRAGMA foreign_keys = OFF").await.map(|_| ()),
            _ => Ok(()),
        }
    }
}
