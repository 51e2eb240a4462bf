//! Running one migration until it is applied or has failed for good. In go the migration and its
//! direction, out comes how long it took, or an error that says what became of it.

use std::time::{Duration, Instant};

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use sea_orm_migration::MigrationTrait;

use super::at_once::Prepared;
use super::execution::Execution;
use super::failure::Failure;
use super::records::Records;
use super::waiting;
use crate::Backend;
use crate::connect::is_second_connection;
use crate::dialect::blocker::Blocker;
use crate::dialect::transaction::{self, Transaction};
use crate::error::reason;
use crate::ops::foreign_keys::Orphans;
use crate::{Direction, Error, Left};

/// A migration that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The migration's version.
    pub version: String,
    /// Whether it was applied or rolled back.
    pub direction: Direction,
    /// How long it took, with its record and its commit.
    pub elapsed: Duration,
}

impl Done {
    pub(super) fn tell(&self) {
        let milliseconds = self.elapsed.as_millis() as u64;
        let word = if self.direction == Direction::Up { "applied" } else { "rolled back" };
        tracing::info!(version = %self.version, milliseconds, "{word} {} in {milliseconds} ms", self.version);
    }
}

/// Runs migrations one after the other on the connection that holds the lock.
pub(super) struct Runner<'a> {
    pub(super) db: &'a DatabaseConnection,
    /// Nothing for a shadow database: nobody asks it which migrations it has, or wants to hear of
    /// them.
    pub(super) records: Option<Records<'a>>,
    /// SQLite: the rows without parents before the next migration, where that is known already.
    pub(super) orphans: Option<Orphans>,
    /// The versions that were begun before, and can go on where they were ended.
    pub(super) begun: Vec<String>,
    /// With which statement a migration that is data begins; those before it have run, or have
    /// nothing to reverse.
    pub(super) first: usize,
    /// A partially applied migration is rolled back, and so many of its statements have run: what
    /// is recorded of that stays true until it is over.
    pub(super) rolls_back_from: Option<usize>,
    /// The first of them may have nothing to reverse, because the process ended before or behind
    /// the statement that it reverses.
    pub(super) first_may_be_reversed: bool,
    /// SQLite: whether foreign keys are enforced, as far as they were set here.
    pub(super) enforced: Option<bool>,
    /// Whether another migration comes behind this one.
    pub(super) goes_on: bool,
    /// The transaction that the migration before has begun for this one.
    pub(super) chained: Option<DatabaseTransaction>,
    /// PostgreSQL: whether a migration can be recorded in the message that runs it.
    pub(super) prepared: Prepared,
}

impl<'a> Runner<'a> {
    /// One without records, as on a shadow database.
    pub(super) fn new(db: &'a DatabaseConnection) -> Self {
        Self {
            db,
            records: None,
            orphans: None,
            begun: Vec::new(),
            first: 0,
            rolls_back_from: None,
            first_may_be_reversed: false,
            enforced: None,
            goes_on: false,
            chained: None,
            prepared: Prepared::NotYet,
        }
    }

    /// Runs the migration and records it, as its strategy says. Where a table that is in use was in
    /// its way, it is tried again.
    pub(super) async fn run(
        &mut self,
        migration: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let execution = self.execution(migration, direction);
        let strategy = self.strategy(&execution);
        if !strategy.chains {
            self.leave_chain().await;
        }
        let patience = self.records.as_ref().map(|records| records.patience);
        let patience = patience.unwrap_or_default();
        if execution.mode.repeatable && self.was_begun(&execution) {
            tracing::info!("{} goes on where it was ended", migration.name());
        }
        loop {
            let watch = self.records.as_ref().and_then(|records| records.watch);
            let ran = self.attempt(&execution, strategy);
            let (result, blocker) = match watch {
                Some(watch) => watch.during(migration.name(), ran).await,
                None => (ran.await, None),
            };
            let failure = match result {
                Ok(()) => break,
                Err(failure) => failure,
            };
            self.leave_chain().await;
            let (attempts, name) = (&execution.attempts, migration.name());
            let again = match failure.left {
                Left::Nothing => attempts.again_all(name, patience, &failure.source).await,
                Left::Something | Left::Unknown if execution.mode.repeatable => {
                    attempts.again(name, patience, &failure.source).await
                }
                Left::Something | Left::Unknown => false,
            };
            if again {
                if failure.left != Left::Nothing {
                    self.begun.push(name.to_owned());
                }
                continue;
            }
            return Err(self.explain(&execution, failure, blocker).await);
        }
        let done =
            Done { version: migration.name().to_owned(), direction, elapsed: started.elapsed() };
        if let Some(records) = &self.records {
            records.progress.migration_done();
            done.tell();
        }
        Ok(done)
    }

    /// Whether the migration was begun before and has not ended.
    pub(super) fn was_begun(&self, execution: &Execution<'_>) -> bool {
        self.begun.iter().any(|version| version == execution.version())
    }

    pub(super) fn execution<'s>(
        &self,
        migration: &'s dyn MigrationTrait,
        direction: Direction,
    ) -> Execution<'s> {
        match &self.records {
            Some(records) => {
                Execution::new(migration, direction, self.backend(), records.all_actions)
            }
            None => Execution::unknown(migration, direction, self.backend()),
        }
    }

    pub(super) fn backend(&self) -> Backend {
        Backend::of(self.db)
    }

    /// What the database makes of a transaction.
    pub(super) fn transactions(&self) -> &'static dyn Transaction {
        transaction::of(self.backend())
    }

    /// The error, with what is known of the connection, the lock, and who was in the way.
    async fn explain(
        &self,
        execution: &Execution<'_>,
        failure: Failure,
        blocker: Option<Blocker>,
    ) -> Error {
        let (version, direction) = (execution.version().to_owned(), execution.direction);
        let Failure { mut source, left } = failure;
        if self.records.as_ref().is_some_and(|records| records.lock.is_lost()) {
            return Error::LeaseLost { version, direction, left };
        }
        if let Some(Blocker { who, ends }) = blocker.filter(|_| waiting::is_time_out(&source)) {
            source = DbErr::Migration(format!(
                "{}; it waited for {who}; `{ends}` ends it",
                reason(&source)
            ));
        }
        if is_second_connection(&source) {
            // The migration has not passed on what it was told first.
            source = DbErr::Migration(
                "the server has ended the session, and the migration went on".to_owned(),
            );
        }
        if execution.mode.repeatable && left != Left::Nothing {
            return Error::Unfinished { version, direction, source };
        }
        // The pool cannot open another connection, so it answers exactly when it still has the
        // first one.
        match self.db.ping().await {
            Ok(()) => Error::Migration { version, direction, source, left },
            Err(_) => Error::ConnectionLost { version, direction, source, left },
        }
    }
}

/// Runs one way of a migration on a shadow database, as the kit does it on a user's.
///
/// # Errors
/// What the migration or the database said.
#[cfg(feature = "generate")]
pub(crate) async fn run_alone(
    db: &DatabaseConnection,
    migration: &dyn MigrationTrait,
    direction: Direction,
) -> Result<(), DbErr> {
    let mut runner = Runner::new(db);
    let execution = runner.execution(migration, direction);
    let strategy = runner.strategy(&execution);
    Box::pin(runner.attempt(&execution, strategy)).await.map_err(|failure| failure.source)
}
