//! One migration in one direction, with what is known of it before it runs. In go the migration and
//! the actions of its history, out comes an [`Execution`], which is asked what it may do.

use sea_orm_migration::MigrationTrait;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::actions::KnownActions;
use super::actions_by_version::ActionsByVersion;
use super::waiting::Attempts;
use crate::Backend;
use crate::Direction;
use crate::dialect::execution;
use crate::migration::{Mode, mode_of, plan_of};

/// What is to be run.
pub(super) struct Execution<'a> {
    pub(super) migration: &'a dyn MigrationTrait,
    pub(super) direction: Direction,
    /// What it does, as far as that is known.
    pub(super) actions: Option<KnownActions>,
    /// How it asks to be run. One that ends transactions itself shares none with its record.
    pub(super) mode: Mode,
    /// How often it was tried again because of a table in use.
    pub(super) attempts: Attempts,
    /// It has come to its end, and what fails now is its record.
    pub(super) is_through: AtomicBool,
    /// It is asked for in many places, and takes as long as reading the statements.
    is_plain: OnceLock<bool>,
}

impl<'a> Execution<'a> {
    /// A migration on a database of a user's.
    pub(super) fn new(
        migration: &'a dyn MigrationTrait,
        direction: Direction,
        backend: Backend,
        all_actions: &ActionsByVersion,
    ) -> Self {
        let actions = match direction {
            Direction::Up => all_actions.get(migration.name()).cloned(),
            Direction::Down => {
                let plan = plan_of(migration, backend, direction);
                plan.as_ref()
                    .map(KnownActions::of_plan)
                    .or_else(|| all_actions.down_of(migration.name()).cloned())
            }
        };
        let ends_transactions = actions.as_ref().is_some_and(KnownActions::controls_transactions);
        let asked = mode_of(migration, backend, direction);
        let mode = Mode { transaction: asked.transaction && !ends_transactions, ..asked };
        Self::of(migration, direction, actions, mode)
    }

    /// A migration on a shadow database, of which nothing has to be known.
    pub(super) fn unknown(
        migration: &'a dyn MigrationTrait,
        direction: Direction,
        backend: Backend,
    ) -> Self {
        // Nobody uses it, so the plain form will do; and nothing but the foreign keys depends on
        // what it does.
        let asked = mode_of(migration, backend, direction);
        let mode = Mode { online: false, repeatable: false, ..asked };
        let plan = execution::of(backend)
            .switches_foreign_keys()
            .then(|| plan_of(migration, backend, direction))
            .flatten();
        let actions = plan.as_ref().map(KnownActions::of_plan);
        Self::of(migration, direction, actions, mode)
    }

    fn of(
        migration: &'a dyn MigrationTrait,
        direction: Direction,
        actions: Option<KnownActions>,
        mode: Mode,
    ) -> Self {
        let attempts = Attempts::default();
        let (is_through, is_plain) = (AtomicBool::new(false), OnceLock::new());
        Self { migration, direction, actions, mode, attempts, is_through, is_plain }
    }

    pub(super) fn version(&self) -> &'a str {
        self.migration.name()
    }

    /// Whether all of it is known to be plain changes of the schema and of rows, behind which the
    /// session is what it was. Of anything else the server is asked.
    pub(super) fn is_plain(&self) -> bool {
        *self.is_plain.get_or_init(|| self.actions.as_ref().is_some_and(KnownActions::is_plain))
    }

    /// Whether SQLite's foreign keys have to be off while it runs: a table that is rebuilt would
    /// take the rows of its children along. Everything else meets them on, as under the stock
    /// executor.
    pub(super) fn suspends_foreign_keys(&self) -> bool {
        self.actions.as_ref().is_some_and(KnownActions::rebuilds)
    }

    /// Whether it may be run once more with foreign keys off where they were in its way: it is
    /// data, and drops tables, which may reference each other.
    pub(super) fn drops_tables(&self) -> bool {
        self.actions
            .as_ref()
            .is_some_and(|actions| actions.drops_tables() && !actions.is_recorded())
    }

    /// Whether rows may be written, as far as that is known.
    pub(super) fn may_write_rows(&self) -> bool {
        self.actions.as_ref().is_none_or(|actions| actions.writes_rows() || actions.rebuilds())
    }

    /// Whether it waits for others without being in their way. What is done online sees to it where
    /// it is not so.
    pub(super) fn is_patient(&self) -> bool {
        self.mode.online || self.actions.as_ref().is_some_and(KnownActions::is_concurrent)
    }

    /// Whether statements of it may be there for good when one does not get its lock, where each
    /// commits by itself, and none is tried again, because only the migration knows them.
    pub(super) fn has_one_turn(&self) -> bool {
        self.actions.as_ref().is_none_or(|actions| actions.is_recorded() && !actions.is_single())
    }

    /// Whether a lock time-out has left nothing of it: its one statement was refused.
    pub(super) fn is_refused_whole(&self) -> bool {
        !self.is_through.load(Ordering::Relaxed)
            && self.actions.as_ref().is_some_and(KnownActions::is_single)
    }
}
