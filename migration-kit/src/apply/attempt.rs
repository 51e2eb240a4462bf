//! One attempt at a migration: in go the job and whether it was begun before, out comes what it has
//! left behind if it failed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseExecutor, DbErr};
use sea_orm_migration::SchemaManager;

use super::at_once::Sent;
use super::failpoint;
use super::job::Job;
use super::records::Note;
use super::run::Runner;
use super::script::Script;
use super::{sent, waiting};
use crate::Direction;
use crate::dialect::{ddl, script};
use crate::error::{code, reason, recorded};
use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, NEEDS_FOREIGN_KEYS_OFF, Orphans};

/// A migration that did not end.
pub(super) struct Failure {
    pub(super) source: DbErr,
    /// Nothing of it is in the database, as the database says.
    pub(super) nothing_left: bool,
}

impl Failure {
    /// It failed before anything of it was sent, or in a transaction that is known to be rolled
    /// back.
    pub(super) fn without_a_trace(source: DbErr) -> Self {
        Self { source, nothing_left: true }
    }
}

impl Runner<'_> {
    /// Runs the migration once, and gives the rows without parents after it, which are those before
    /// the next one.
    pub(super) async fn once(
        &mut self,
        job: &Job<'_>,
        resumes: bool,
    ) -> Result<Option<Orphans>, Failure> {
        if let Some(reason) = job.script.as_ref().and_then(Script::unsendable) {
            return Err(Failure::without_a_trace(DbErr::Migration(reason)));
        }
        let suspends = job.suspends_foreign_keys();
        // (These futures are large, and a worker of a runtime has a small stack.)
        match Box::pin(self.enforcing(!suspends, job, resumes)).await {
            Err(failure)
                if failure.nothing_left
                    && !suspends
                    && needs_foreign_keys_off(job, &failure.source) =>
            {
                Box::pin(self.enforcing(false, job, resumes)).await
            }
            ran => ran,
        }
    }

    /// SQLite: sets whether foreign keys are enforced, which does nothing inside a transaction.
    pub(super) async fn enforce_foreign_keys(&mut self, on: bool) -> Result<(), DbErr> {
        if script::of(self.backend()).switches_foreign_keys() && self.enforced != Some(on) {
            foreign_keys::enforce(self.db, on).await?;
            self.enforced = Some(on);
        }
        Ok(())
    }

    /// SQLite: whether they are.
    pub(super) fn enforces(&self) -> bool {
        self.enforced == Some(true)
    }

    async fn enforcing(
        &mut self,
        on: bool,
        job: &Job<'_>,
        resumes: bool,
    ) -> Result<Option<Orphans>, Failure> {
        self.enforce_foreign_keys(on).await.map_err(Failure::without_a_trace)?;
        let started_at = Utc::now();
        let in_transaction = job.in_transaction && !job.online;
        if in_transaction && ddl::of(self.backend()).transactional() {
            return Box::pin(self.in_transaction(job, started_at)).await;
        }
        if let Some(records) = &self.records {
            let start = match resumes {
                _ if self.is_in_the_middle() => Note::Repair(started_at),
                true => Note::Resume(started_at),
                false => Note::Start(started_at),
            };
            records.note(self.db, job, start).await.map_err(Failure::without_a_trace)?;
        }
        if let Some(records) = self.records.as_ref().filter(|_| self.has_one_turn(job)) {
            let patience = waiting::all_attempts(records.patience);
            let set = records.wait_for_tables(&self.db.into(), patience).await;
            set.map_err(|source| Failure { source, nothing_left: false })?;
        }
        let sent = sent::Sent::before(self.db, job).await;
        if in_transaction {
            return Box::pin(self.in_transaction(job, started_at)).await;
        }
        match Box::pin(self.on_its_own(job, started_at)).await {
            Ok(orphans) => {
                if !job.is_plain() {
                    // It may have switched them.
                    self.enforced = None;
                }
                Ok(orphans)
            }
            Err(source) => {
                // Asked before anything else is sent.
                let silent = sent.is_nothing_since(self.db).await;
                if let Some(records) = &self.records {
                    records.clean_up(self.db).await;
                }
                self.enforced = None;
                let nothing_left =
                    (silent && !self.is_in_the_middle()) || self.leaves_nothing(job, &source);
                self.note_failure(job, &source, nothing_left).await;
                Err(Failure { source, nothing_left })
            }
        }
    }

    /// Whether a partially applied migration is continued or rolled back, of which something is
    /// there in any case.
    fn is_in_the_middle(&self) -> bool {
        self.first > 0 || self.rolls_back_from.is_some()
    }

    /// Whether a migration that failed outside a transaction can have left nothing behind: the
    /// server itself refused its first statement, which it does completely or not at all. Only the
    /// statements of a migration that is data are counted.
    fn leaves_nothing(&self, job: &Job<'_>, source: &DbErr) -> bool {
        let Some(records) = self.records.as_ref().filter(|_| !self.is_in_the_middle()) else {
            return false;
        };
        let refused = code(source).is_some() && !records.lock.is_lost();
        let timed_out = waiting::is_lock_time_out(source) && job.is_refused_whole();
        refused
            && (records.progress.is_at_the_first() || timed_out)
            && job.script.as_ref().is_some_and(Script::begins_with_all_or_nothing)
    }

    async fn note_failure(&self, job: &Job<'_>, source: &DbErr, nothing_left: bool) {
        let Some(records) = &self.records else { return };
        let note = match (nothing_left, job.direction) {
            (true, Direction::Up) => Note::Forget,
            (true, Direction::Down) => Note::Keep,
            (false, _) => Note::Fail(recorded(source)),
        };
        // A lease that was lost belongs to somebody who may be at the same migration.
        let noted =
            if records.lock.is_lost() { Ok(()) } else { records.note(self.db, job, note).await };
        if let Err(error) = noted {
            // The migration stays `running`, which stops the next run as well.
            tracing::debug!("cannot record that {} failed: {}", job.version(), reason(&error));
        }
    }

    /// In one transaction with its record. Where the migration is not known to leave the
    /// transaction alone, the row that says that it runs goes into it first: should the migration
    /// commit, that row is there for everybody, and should it roll back, it is gone.
    async fn in_transaction(
        &mut self,
        job: &Job<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, Failure> {
        let mut transaction = self.enter().await.map_err(Failure::without_a_trace)?;
        if self.goes_at_once(job) {
            match self.send_at_once(transaction, job, started_at).await {
                Sent::Applied(next) => {
                    self.hand_on(next).await;
                    return Ok(None);
                }
                Sent::Failed(failure) => return Err(failure),
                Sent::ByStatements => {
                    transaction = self.begin().await.map_err(Failure::without_a_trace)?
                }
            }
        }
        let is_kept_together = ddl::of(self.backend()).transactional();
        let is_marked = self.records.is_some() && is_kept_together && !job.is_plain();
        let ran = async {
            if let Some(records) = self.records.as_ref().filter(|_| is_marked) {
                let start = if self.is_in_the_middle() {
                    Note::Repair(started_at)
                } else {
                    Note::Start(started_at)
                };
                records.write(&(&transaction).into(), job, start).await?;
            }
            Box::pin(self.migration_and_record(job, (&transaction).into(), started_at)).await
        };
        let (source, is_intact) = match ran.await {
            Ok(orphans) => match self.commit(transaction, job).await {
                Ok(()) => {
                    failpoint::sent();
                    if !job.is_plain() {
                        self.put_back_outside().await;
                    }
                    return Ok(orphans);
                }
                // The server has refused, and rolled back; if it has not answered, nobody knows,
                // and neither if somebody has intervened (class 57), which can be behind the end
                // that is in the message.
                Err(source) if code(&source).is_some_and(|code| !code.starts_with("57")) => {
                    (source, true)
                }
                Err(source) => return Err(Failure { source, nothing_left: false }),
            },
            Err(source) => {
                let mut is_intact = true;
                if let Some(records) = &self.records {
                    let db = DatabaseExecutor::from(&transaction);
                    is_intact = !is_marked || records.is_intact(&db, job, &source).await;
                    records.state.reopen(&db).await;
                }
                // What counts is the migration's own error; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                (source, is_intact)
            }
        };
        let Some(records) = self.records.as_ref().filter(|_| is_marked || !is_kept_together) else {
            return Err(Failure::without_a_trace(source));
        };
        records.clean_up(self.db).await;
        self.enforced = None;
        let nothing_left = match is_marked {
            // What the server has of it decides, not what was sent.
            true => is_intact && records.is_gone(self.db, job).await,
            false => self.leaves_nothing(job, &source),
        };
        if is_marked && nothing_left {
            return Err(Failure::without_a_trace(source));
        }
        if !is_intact && let Err(error) = records.note(self.db, job, Note::Start(started_at)).await
        {
            tracing::debug!("cannot record that {} failed: {}", job.version(), reason(&error));
        }
        self.note_failure(job, &source, nothing_left).await;
        Err(Failure { source, nothing_left })
    }

    /// What the migration has left outside its transaction does not reach the next one.
    async fn put_back_outside(&self) {
        if let Some(records) = &self.records
            && let Err(error) = records.state.put_back_outside(self.db).await
        {
            tracing::debug!("cannot put the session back: {}", reason(&error));
        }
    }

    /// Outside a transaction. What waits for others without being in their way may take its time.
    async fn on_its_own(
        &self,
        job: &Job<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        let patient = self
            .records
            .as_ref()
            .filter(|_| self.transactions().online_waits_alone() && job.is_patient());
        if let Some(records) = patient {
            records.wait_for_tables(&self.db.into(), Duration::ZERO).await?;
        }
        let result = Box::pin(self.migration_and_record(job, self.db.into(), started_at)).await;
        if let Some(records) = patient
            && let Err(error) = records.wait_for_tables(&self.db.into(), records.patience).await
        {
            tracing::debug!("cannot set the time-out again: {}", reason(&error));
        }
        if result.is_ok() && !job.is_plain() {
            self.put_back_outside().await;
        }
        result
    }

    async fn migration_and_record(
        &self,
        job: &Job<'_>,
        db: DatabaseExecutor<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Orphans>, DbErr> {
        // SQLite itself refuses a row without its parents while foreign keys are on, which only a
        // migration outside a transaction can switch off.
        let in_transaction = !matches!(db, DatabaseExecutor::Connection(_));
        let looks = script::of(self.backend()).switches_foreign_keys()
            && !(self.enforces() && in_transaction);
        let before = match &self.orphans {
            _ if !looks => None,
            Some(known) => Some(known.clone()),
            None => Some(foreign_keys::check(&mut Db::Executor(&db)).await?),
        };
        let manager = SchemaManager::new(db);
        self.execute(job, &manager).await?;
        job.is_through.store(true, Ordering::Relaxed);
        let db = manager.get_connection();
        if let Some(records) = self.records.as_ref().filter(|_| self.has_one_turn(job)) {
            records.wait_for_tables(db, records.patience).await?;
        }
        let after = match before {
            Some(before) => {
                let after = foreign_keys::check(&mut Db::Executor(db)).await?;
                before.compare(&after)?;
                Some(after)
            }
            None => None,
        };
        if let Some(records) = &self.records {
            Box::pin(records.finish(db, job, started_at)).await?;
        }
        Ok(after)
    }

    /// Whether it waits for tables once, and for as long as all attempts of another migration,
    /// because each of its statements is there for good.
    fn has_one_turn(&self, job: &Job<'_>) -> bool {
        !ddl::of(self.backend()).transactional() && job.has_one_turn()
    }
}

/// SQLite: whether a migration that left nothing behind may get on with foreign keys off. What it
/// leaves then is looked at.
fn needs_foreign_keys_off(job: &Job<'_>, error: &DbErr) -> bool {
    // SQLITE_CONSTRAINT_FOREIGNKEY: https://www.sqlite.org/rescode.html#constraint_foreignkey
    let is_refused = code(error).as_deref() == Some("787");
    reason(error).contains(NEEDS_FOREIGN_KEYS_OFF) || (is_refused && job.drops_tables())
}
