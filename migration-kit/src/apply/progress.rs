//! What a run is doing at the moment, for whoever shows it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A shared view of a run: the session writes it, and anybody with a clone reads it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Now>>);

/// Where a run is.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// How many migrations there are to run.
    pub migrations: usize,
    /// How many of them are done.
    pub done: usize,
    /// The version of the migration that runs.
    pub version: Option<String>,
    /// When it began.
    pub started: Option<Instant>,
    /// Its statements, as far as they are known.
    pub statements: Vec<String>,
    /// How many of them are done.
    pub statements_done: usize,
    /// How many rows the statement that runs has filled, and about how many there are, where it
    /// goes in batches.
    pub rows: Option<(u64, Option<u64>)>,
    /// Who holds what the run waits for before it begins: the lock, or the migrations themselves
    /// where another process is to apply them.
    pub waits_for: Option<String>,
    /// They are counted by whoever sends them; otherwise by what SeaORM tells of the connection.
    counted: bool,
}

impl Now {
    /// The statement that is probably running.
    pub fn statement(&self) -> Option<&str> {
        self.statements.get(self.statements_done).map(String::as_str)
    }
}

impl Progress {
    /// Where the run is now.
    pub fn now(&self) -> Now {
        self.lock().clone()
    }

    /// It waits for somebody, or for nobody any more.
    pub(super) fn waits_for(&self, whom: Option<&str>) {
        self.lock().waits_for = whom.map(str::to_owned);
    }

    pub(super) fn begin(&self, migrations: usize) {
        *self.lock() = Now { migrations, ..Now::default() };
    }

    pub(super) fn begin_migration(
        &self,
        version: &str,
        statements: Option<Vec<String>>,
        counted: bool,
    ) {
        let mut now = self.lock();
        now.counted = counted;
        now.version = Some(version.to_owned());
        now.started = Some(Instant::now());
        now.statements = statements.unwrap_or_default();
        now.statements_done = 0;
        now.rows = None;
    }

    pub(super) fn rows(&self, done: u64, of: Option<u64>) {
        self.lock().rows = Some((done, of));
    }

    pub(super) fn statement_done(&self) {
        let mut now = self.lock();
        now.statements_done += 1;
        now.rows = None;
    }

    /// SeaORM has sent a statement.
    pub(super) fn statement_seen(&self) {
        let mut now = self.lock();
        if !now.counted {
            now.statements_done += 1;
        }
    }

    /// How many statements are done, where they are counted.
    pub(super) fn counted(&self) -> Option<usize> {
        let now = self.lock();
        now.counted.then_some(now.statements_done)
    }

    /// Goes back to a number of migrations, when the transaction of those behind it was rolled
    /// back.
    pub(super) fn back_to(&self, done: usize) {
        self.lock().done = done;
    }

    pub(super) fn migration_done(&self) {
        self.lock().done += 1;
    }

    /// Nobody panics while holding it.
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
