//! The executor: the only place where migrations run. In go migrations and the strategy by which
//! they run: one of them, or several that share a transaction. Out comes how long each took, or
//! what a failed one has left behind.
//!
//! It goes the same way for all of them: switch foreign keys, record what nothing would take back,
//! begin, run, look for orphans, record, end, put the session back. The [`Strategy`] says which of
//! these there are.

use std::slice;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr};
use sea_orm_migration::SchemaManager;

use super::actions::KnownActions;
use super::at_once::{Prepared, Sent};
use super::execution::Execution;
use super::failpoint;
use super::failure::{Evidence, Failure};
use super::notes::Note;
use super::orphans::Guard;
use super::run::Runner;
use super::strategy::{Boundary, Strategy, Wait};
use super::{sent, waiting};
use crate::error::{Left, code, reason};
use crate::ops::foreign_keys::{self, NEEDS_FOREIGN_KEYS_OFF, Orphans};

/// Where the statements of migrations go.
enum Place<'a> {
    Transaction(DatabaseTransaction),
    Connection(&'a DatabaseConnection),
}

/// What migrations have come to, before their transaction ends.
struct Ran {
    elapsed: Vec<Duration>,
    /// SQLite: the rows without parents, where somebody looked.
    orphans: Option<Orphans>,
}

impl<'a> Runner<'a> {
    /// Runs one migration, and once more with foreign keys off where these were in its way.
    pub(super) async fn attempt(
        &mut self,
        execution: &Execution<'_>,
        strategy: Strategy,
    ) -> Result<(), Failure> {
        let one = slice::from_ref(execution);
        // (These futures are large, and a worker of a runtime has a small stack.)
        let ran = match Box::pin(self.execute(one, strategy)).await {
            Err(failure)
                if failure.left == Left::Nothing
                    && strategy.foreign_keys == Some(true)
                    && needs_foreign_keys_off(execution, &failure.source) =>
            {
                let strategy = Strategy { foreign_keys: Some(false), ..strategy };
                Box::pin(self.execute(one, strategy)).await
            }
            ran => ran,
        };
        ran.map(|_| ())
    }

    /// Runs migrations and records them, all or none: several only where the strategy is that of
    /// [`Runner::shared_strategy`].
    pub(super) async fn execute(
        &mut self,
        executions: &[Execution<'_>],
        strategy: Strategy,
    ) -> Result<Vec<Duration>, Failure> {
        let unsendable = |execution: &Execution<'_>| {
            execution.actions.as_ref().and_then(KnownActions::unsendable)
        };
        if let Some(reason) = executions.iter().find_map(unsendable) {
            return Err(Failure::without_a_trace(DbErr::Migration(reason)));
        }
        self.switch_foreign_keys(strategy).await.map_err(Failure::without_a_trace)?;
        let (began, started_at) = (Instant::now(), Utc::now());
        if let ([execution], true) = (executions, strategy.boundary.is_announced()) {
            self.announce(execution, started_at).await?;
        }
        let place = match self.open(executions, strategy, started_at).await {
            Ok(Some(place)) => place,
            // It has gone in one message, with its record and its end.
            Ok(None) => return Ok(vec![began.elapsed()]),
            // The record says already that it runs.
            Err(Failure { source, .. }) if strategy.boundary.is_announced() => {
                let (boundary, evidence) = (strategy.boundary, Evidence::NothingSent);
                return Err(self
                    .after_failure(boundary, executions, started_at, source, evidence)
                    .await);
            }
            Err(failure) => return Err(failure),
        };
        let sent = match (&place, executions) {
            (Place::Connection(db), [execution]) => Some(sent::Sent::before(db, execution).await),
            _ => None,
        };
        let ran = Box::pin(self.run_and_record(executions, strategy, &place, started_at)).await;
        match self.end(place, ran, executions, strategy, sent).await {
            Ok(Ran { elapsed, orphans }) => {
                self.put_back(executions, strategy.boundary).await;
                // Where nobody looked they are not known.
                self.orphans = orphans;
                Ok(elapsed)
            }
            Err((source, evidence)) => Err(self
                .after_failure(strategy.boundary, executions, started_at, source, evidence)
                .await),
        }
    }

    /// SQLite: sets whether foreign keys are enforced, which does nothing inside a transaction.
    async fn switch_foreign_keys(&mut self, strategy: Strategy) -> Result<(), DbErr> {
        if let Some(on) = strategy.foreign_keys
            && self.enforced != Some(on)
        {
            foreign_keys::enforce(self.db, on).await?;
            self.enforced = Some(on);
        }
        Ok(())
    }

    /// Records that a migration runs which no transaction holds together with its record.
    async fn announce(
        &self,
        execution: &Execution<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        if let Some(records) = &self.records {
            let start = if self.is_in_the_middle() {
                Note::Repair(started_at)
            } else if execution.mode.repeatable && self.was_begun(execution) {
                Note::Resume(started_at)
            } else {
                Note::Start(started_at)
            };
            records.note(self.db, execution, start).await.map_err(Failure::without_an_answer)?;
        }
        Ok(())
    }

    /// Begins what holds the migrations together. Nothing comes back where one of them is applied
    /// by then, because it has gone in one message.
    async fn open(
        &mut self,
        executions: &[Execution<'_>],
        strategy: Strategy,
        started_at: DateTime<Utc>,
    ) -> Result<Option<Place<'a>>, Failure> {
        if let Some(records) = self.records.as_ref().filter(|_| strategy.wait == Wait::Once) {
            let patience = waiting::all_attempts(records.patience);
            let set = records.wait_for_tables(&self.db.into(), patience).await;
            set.map_err(Failure::without_a_trace)?;
        }
        if !strategy.boundary.has_transaction() {
            return Ok(Some(Place::Connection(self.db)));
        }
        let transaction = self.enter().await.map_err(Failure::without_a_trace)?;
        let ([execution], true) =
            (executions, strategy.at_once && self.prepared != Prepared::Never)
        else {
            return Ok(Some(Place::Transaction(transaction)));
        };
        match self.send_at_once(transaction, execution, strategy, started_at).await {
            Sent::Applied(next) => {
                self.hand_on(next).await;
                Ok(None)
            }
            Sent::Failed(failure) => Err(failure),
            Sent::ByStatements => {
                let transaction = self.begin().await.map_err(Failure::without_a_trace)?;
                Ok(Some(Place::Transaction(transaction)))
            }
        }
    }

    async fn run_and_record(
        &self,
        executions: &[Execution<'_>],
        strategy: Strategy,
        place: &Place<'_>,
        started_at: DateTime<Utc>,
    ) -> Result<Ran, DbErr> {
        let records = self.records.as_ref();
        let manager = SchemaManager::new(place.executor());
        let db = manager.get_connection();
        if let (Some(records), [execution], Boundary::Marked) =
            (records, executions, strategy.boundary)
        {
            let start = match self.is_in_the_middle() {
                true => Note::Repair(started_at),
                false => Note::Start(started_at),
            };
            records.write(db, execution, start).await?;
        }
        if let Some(records) = records.filter(|_| strategy.wait == Wait::Patiently) {
            records.wait_for_tables(db, Duration::ZERO).await?;
        }
        let mut guard = match (strategy.counts_orphans(), executions) {
            (false, _) => None,
            (true, [_]) => Some(Guard::of_one(db, self.orphans.clone()).await?),
            (true, _) => Some(Guard::of_several(db, self.orphans.clone()).await?),
        };
        let (mut elapsed, mut written) = (Vec::new(), Vec::new());
        for execution in executions {
            let (began, began_at) = (Instant::now(), Utc::now());
            self.run_statements(execution, strategy.boundary, &manager).await?;
            execution.is_through.store(true, Ordering::Relaxed);
            if let Some(records) = records.filter(|_| strategy.wait == Wait::Once) {
                records.wait_for_tables(db, records.patience).await?;
            }
            if let Some(guard) = &mut guard {
                guard.check(db, execution.may_write_rows()).await?;
            }
            elapsed.push(began.elapsed());
            if let Some(records) = records.filter(|_| executions.len() > 1) {
                written.push(records.finished(execution, began_at));
                records.progress.migration_done();
            }
        }
        let orphans = match guard {
            Some(guard) => Some(guard.end(db).await?),
            None => None,
        };
        match (records, executions) {
            (None, _) => {}
            (Some(records), [execution]) => {
                Box::pin(records.finish(db, execution, strategy.boundary, started_at)).await?;
            }
            (Some(records), _) => records.put(db, &written).await?,
        }
        Ok(Ran { elapsed, orphans })
    }

    /// Commits, or rolls back what failed; outside a transaction the session waits as it did.
    async fn end(
        &mut self,
        place: Place<'a>,
        ran: Result<Ran, DbErr>,
        executions: &[Execution<'_>],
        strategy: Strategy,
        sent: Option<sent::Sent>,
    ) -> Result<Ran, (DbErr, Evidence)> {
        match (place, ran) {
            (Place::Transaction(transaction), Ok(ran)) => {
                match self.commit(transaction, strategy).await {
                    Ok(()) => {
                        failpoint::sent();
                        Ok(ran)
                    }
                    // The server has refused, and rolled back; if it has not answered, nobody
                    // knows, and neither if somebody has intervened (class 57), which can be behind
                    // the end that is in the message.
                    Err(source) if code(&source).is_some_and(|code| !code.starts_with("57")) => {
                        Err((source, Evidence::RolledBack))
                    }
                    Err(source) => Err((source, Evidence::Unanswered)),
                }
            }
            (Place::Transaction(transaction), Err(source)) => {
                let evidence =
                    self.roll_back(transaction, executions, strategy.boundary, &source).await;
                Err((source, evidence))
            }
            (Place::Connection(db), ran) => {
                if let Some(records) = &self.records
                    && strategy.wait == Wait::Patiently
                    && let Err(error) = records.wait_for_tables(&db.into(), records.patience).await
                {
                    tracing::debug!("cannot set the time-out again: {}", reason(&error));
                }
                match (ran, sent) {
                    (Ok(ran), _) => Ok(ran),
                    // Asked before anything else is sent.
                    (Err(source), Some(sent)) if sent.is_nothing_since(db).await => {
                        Err((source, Evidence::NothingSent))
                    }
                    (Err(source), _) => Err((source, Evidence::Sent)),
                }
            }
        }
    }

    /// Rolls a transaction back, and says whether it was still the one that the kit had begun.
    async fn roll_back(
        &self,
        transaction: DatabaseTransaction,
        executions: &[Execution<'_>],
        boundary: Boundary,
        source: &DbErr,
    ) -> Evidence {
        let mut evidence = Evidence::RolledBack;
        if let Some(records) = &self.records {
            let db = DatabaseExecutor::from(&transaction);
            if let (Boundary::Marked, [execution]) = (boundary, executions)
                && !records.is_intact(&db, execution, source).await
            {
                evidence = Evidence::EndedByMigration;
            }
            records.state.reopen(&db).await;
        }
        // What counts is the migration's own error; a lost connection rolls back by itself.
        let _ = transaction.rollback().await;
        evidence
    }

    /// What migrations have left outside their transaction does not reach the next one.
    async fn put_back(&mut self, executions: &[Execution<'_>], boundary: Boundary) {
        if boundary == Boundary::Atomic || executions.iter().all(Execution::is_plain) {
            return;
        }
        if let Some(records) = &self.records
            && let Err(error) = records.state.put_back_outside(self.db).await
        {
            tracing::debug!("cannot put the session back: {}", reason(&error));
        }
        if boundary == Boundary::None {
            // It may have switched them.
            self.enforced = None;
        }
    }
}

impl Place<'_> {
    fn executor(&self) -> DatabaseExecutor<'_> {
        match self {
            Self::Transaction(transaction) => transaction.into(),
            Self::Connection(db) => (*db).into(),
        }
    }
}

/// SQLite: whether a migration that left nothing behind may get on with foreign keys off. What it
/// leaves then is looked at.
fn needs_foreign_keys_off(execution: &Execution<'_>, error: &DbErr) -> bool {
    // SQLITE_CONSTRAINT_FOREIGNKEY: https://www.sqlite.org/rescode.html#constraint_foreignkey
    let is_refused = code(error).as_deref() == Some("787");
    reason(error).contains(NEEDS_FOREIGN_KEYS_OFF) || (is_refused && execution.drops_tables())
}
