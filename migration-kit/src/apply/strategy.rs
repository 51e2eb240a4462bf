//! How migrations run. In goes what is known of them, of the database's transactions and of the
//! session; out comes a [`Strategy`], which is decided before anything is sent.

use super::execution::Execution;
use super::run::Runner;
use crate::Direction;
use crate::dialect::{ddl, execution};

/// What holds a migration and its record together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// One transaction, which the migration is known to leave alone, or which nobody asks for on a
    /// shadow database.
    Atomic,
    /// One transaction, which the migration may end. The row that says that it runs goes into it
    /// first: should the migration commit, that row is there for everybody, and should it roll
    /// back, it is gone.
    Marked,
    /// A transaction that each change of the schema commits, as on MySQL where the author asks for
    /// one. The record says first that the migration runs.
    Loose,
    /// No transaction. The record says first that the migration runs.
    None,
}

impl Boundary {
    pub(super) fn has_transaction(self) -> bool {
        self != Self::None
    }

    /// Whether what is recorded first is recorded outside, where nothing takes it back.
    pub(super) fn is_announced(self) -> bool {
        matches!(self, Self::Loose | Self::None)
    }
}

/// How long a statement waits for a table that somebody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// As long as the session says. Then the statement, or the migration, is tried again.
    Briefly,
    /// As long as all attempts of another migration, because each of its statements is there for
    /// good.
    Once,
    /// Without an end: it waits for others without being in their way.
    Patiently,
}

/// How one migration runs, or several in one transaction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strategy {
    pub(super) boundary: Boundary,
    /// SQLite: whether foreign keys are enforced meanwhile. Nothing where no connection can switch
    /// them.
    pub(super) foreign_keys: Option<bool>,
    pub(super) wait: Wait,
    /// PostgreSQL: the migration before may have begun the transaction, and its end may begin that
    /// of the next one.
    pub(super) chains: bool,
    /// PostgreSQL: it may go in one message with its record and its end.
    pub(super) at_once: bool,
}

impl Strategy {
    /// Whether rows without parents are counted before and after. SQLite itself refuses such a row
    /// while foreign keys are on, which only a migration outside a transaction can switch off.
    pub(super) fn counts_orphans(&self) -> bool {
        let is_held = |on| on && self.boundary.has_transaction();
        self.foreign_keys.is_some_and(|on| !is_held(on))
    }
}

impl Runner<'_> {
    /// How a migration runs by itself: in one transaction with its record on PostgreSQL and SQLite
    /// unless it opts out.
    pub(super) fn strategy(&self, execution: &Execution<'_>) -> Strategy {
        let records = self.records.as_ref();
        let transactional = ddl::of(self.backend()).transactional();
        // In a transaction a change of a table in use would take the form that stops everybody.
        let boundary = match (execution.mode.in_transaction(), transactional) {
            (false, _) => Boundary::None,
            (true, false) => Boundary::Loose,
            (true, true) if records.is_some() && !execution.is_plain() => Boundary::Marked,
            (true, true) => Boundary::Atomic,
        };
        let wait = match boundary {
            Boundary::Loose | Boundary::None if !transactional && execution.has_one_turn() => {
                Wait::Once
            }
            Boundary::None
                if self.transactions().online_waits_alone() && execution.is_patient() =>
            {
                Wait::Patiently
            }
            _ => Wait::Briefly,
        };
        // The next one begins with no settings of its own, and nobody renews a lease beside it.
        let chains = boundary == Boundary::Atomic
            && self.transactions().in_one_message()
            && records
                .is_some_and(|records| records.settings.is_none() && !records.lock.is_lease());
        let is_whole = !self.is_in_the_middle() && !self.was_begun(execution);
        Strategy {
            boundary,
            foreign_keys: self.enforcing(!execution.suspends_foreign_keys()),
            wait,
            chains,
            at_once: chains && is_whole && execution.direction == Direction::Up,
        }
    }

    /// Whether a migration may share a transaction with others on a database that nobody uses yet,
    /// for which the plain form of an online change will do. What may change the session, or end
    /// the transaction, keeps its own. On a server's shadow database that is not known, and every
    /// migration does.
    pub(super) fn may_share(&self, execution: &Execution<'_>) -> bool {
        ddl::of(self.backend()).transactional()
            && execution.mode.transaction
            && match self.records {
                Some(_) => execution.is_plain(),
                None => self.transactions().shared_unseen(),
            }
    }

    /// How migrations run together that may share a transaction.
    pub(super) fn shared_strategy(&self, executions: &[Execution<'_>]) -> Strategy {
        // On a shadow database it is not known of every migration, and the count of the orphans
        // finds the rest.
        let suspended =
            self.records.is_none() || executions.iter().any(Execution::suspends_foreign_keys);
        Strategy {
            boundary: Boundary::Atomic,
            foreign_keys: self.enforcing(!suspended),
            wait: Wait::Briefly,
            chains: false,
            at_once: false,
        }
    }

    fn enforcing(&self, on: bool) -> Option<bool> {
        execution::of(self.backend()).switches_foreign_keys().then_some(on)
    }
}
