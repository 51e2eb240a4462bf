//! One way of one migration, with what is known of it before it runs.

use sea_orm_migration::MigrationTrait;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::script::Script;
use super::scripts::Scripts;
use super::waiting::Attempts;
use crate::Backend;
use crate::Direction;
use crate::dialect::script;
use crate::migration::{plan_of, wish_of};

/// What is to be run.
pub(super) struct Job<'a> {
    pub(super) migration: &'a dyn MigrationTrait,
    pub(super) direction: Direction,
    /// What it does, as far as that is known.
    pub(super) script: Option<Script>,
    /// Whether it may share a transaction with its record. One that ends transactions itself
    /// cannot.
    pub(super) in_transaction: bool,
    /// It changes tables in use: in a transaction it would take the plain form, which stops
    /// everybody.
    pub(super) online: bool,
    /// It can go on where it was ended.
    pub(super) repeatable: bool,
    /// How often it was tried again because of a table in use.
    pub(super) attempts: Attempts,
    /// It has come to its end, and what fails now is its record.
    pub(super) is_through: AtomicBool,
    /// It is asked for in many places, and takes as long as reading the statements.
    is_plain: OnceLock<bool>,
}

impl<'a> Job<'a> {
    /// A migration on a database of a user's.
    pub(super) fn new(
        migration: &'a dyn MigrationTrait,
        direction: Direction,
        backend: Backend,
        scripts: &Scripts,
    ) -> Self {
        let script = match direction {
            Direction::Up => scripts.get(migration.name()).cloned(),
            Direction::Down => {
                let plan = plan_of(migration, backend, direction);
                plan.as_ref()
                    .map(Script::of_plan)
                    .or_else(|| scripts.down_of(migration.name()).cloned())
            }
        };
        let ends_transactions = script.as_ref().is_some_and(Script::controls_transactions);
        let wish = wish_of(migration, backend, direction);
        let in_transaction = wish.transaction && !ends_transactions;
        let (online, repeatable, attempts) = (wish.online, wish.repeatable, Attempts::default());
        Self {
            migration,
            direction,
            script,
            in_transaction,
            online,
            repeatable,
            attempts,
            is_through: AtomicBool::new(false),
            is_plain: OnceLock::new(),
        }
    }

    /// A migration on a shadow database, of which nothing has to be known.
    pub(super) fn unknown(
        migration: &'a dyn MigrationTrait,
        direction: Direction,
        backend: Backend,
    ) -> Self {
        let in_transaction = wish_of(migration, backend, direction).transaction;
        // Nobody uses it, so the plain form will do; and nothing but the foreign keys depends on
        // what it does.
        let plan = script::of(backend)
            .switches_foreign_keys()
            .then(|| plan_of(migration, backend, direction))
            .flatten();
        let script = plan.as_ref().map(Script::of_plan);
        let attempts = Attempts::default();
        let (is_through, is_plain) = (AtomicBool::new(false), OnceLock::new());
        let (online, repeatable) = (false, false);
        Self {
            migration,
            direction,
            script,
            in_transaction,
            online,
            repeatable,
            attempts,
            is_through,
            is_plain,
        }
    }

    pub(super) fn version(&self) -> &'a str {
        self.migration.name()
    }

    /// Whether all of it is known to be plain changes of the schema and of rows, behind which the
    /// session is what it was. Of anything else the server is asked.
    pub(super) fn is_plain(&self) -> bool {
        *self.is_plain.get_or_init(|| self.script.as_ref().is_some_and(Script::is_plain))
    }

    /// Whether SQLite's foreign keys have to be off while it runs: a table that is rebuilt would
    /// take the rows of its children along. Everything else meets them on, as under the stock
    /// executor.
    pub(super) fn suspends_foreign_keys(&self) -> bool {
        self.script.as_ref().is_some_and(Script::rebuilds)
    }

    /// Whether it may be run once more with foreign keys off where they were in its way: it is
    /// data, and drops tables, which may reference each other.
    pub(super) fn drops_tables(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.drops_tables() && !script.is_recorded())
    }

    /// Whether rows may be written, as far as that is known.
    pub(super) fn may_write_rows(&self) -> bool {
        self.script.as_ref().is_none_or(|script| script.writes_rows() || script.rebuilds())
    }

    /// Whether it waits for others without being in their way. What is done online sees to it where
    /// it is not so.
    pub(super) fn is_patient(&self) -> bool {
        self.online || self.script.as_ref().is_some_and(Script::is_concurrent)
    }

    /// Whether statements of it may be there for good when one does not get its lock, where each
    /// commits by itself, and none is tried again, because only the migration knows them.
    pub(super) fn has_one_turn(&self) -> bool {
        self.script.as_ref().is_none_or(|script| script.is_recorded() && !script.is_single())
    }

    /// Whether a lock time-out has left nothing of it: its one statement was refused.
    pub(super) fn is_refused_whole(&self) -> bool {
        !self.is_through.load(Ordering::Relaxed)
            && self.script.as_ref().is_some_and(Script::is_single)
    }
}
