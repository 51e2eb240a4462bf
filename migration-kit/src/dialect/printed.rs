//! How a database's own client is told what the executor does around the statements of a migration.

use std::time::Duration;

use crate::Backend;

#[cfg(feature = "cli")]
pub(crate) use super::postgres::printed::lock_timeout;

pub(crate) trait Printed {
    /// The settings that are not those of the session.
    fn settings(&self, manner: Manner) -> Frame;

    /// A transaction, also one around the rebuild of a table; nothing where none holds the
    /// statements of a migration together.
    fn transaction(&self, rebuilds: bool) -> Frame;

    /// Lets the statements of a transaction wait no longer than that for a lock.
    fn lock_timeout(&self, time: Duration) -> Option<String>;
}

/// How a migration runs, as far as the statements around its own depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    pub in_transaction: bool,
    /// SQLite: it makes a table anew, for which foreign keys are off.
    pub rebuilds: bool,
    /// It waits for others without being in their way.
    pub is_patient: bool,
    /// How long a statement waits for a table of a server.
    pub patience: Duration,
}

/// What stands before the statements of a migration, and behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub before: Vec<String>,
    pub after: Vec<String>,
}

impl Frame {
    /// The transaction, and the settings that are not those of the session.
    pub(crate) fn of(backend: Backend, manner: Manner) -> Self {
        let settings = of(backend).settings(manner);
        if !manner.in_transaction {
            return settings;
        }
        settings.around(of(backend).transaction(manner.rebuilds))
    }

    fn around(self, inner: Self) -> Self {
        Self {
            before: self.before.into_iter().chain(inner.before).collect(),
            after: inner.after.into_iter().chain(self.after).collect(),
        }
    }

    /// The statements with what stands around them.
    pub(crate) fn with(self, statements: impl IntoIterator<Item = String>) -> Vec<String> {
        self.before.into_iter().chain(statements).chain(self.after).collect()
    }
}

super::of!(Printed);
