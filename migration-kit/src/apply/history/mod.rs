//! The database's side, joined with the code's: which migration is in which state.

pub(super) mod tables;
mod tests;

use std::collections::{BTreeSet, HashMap};

use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;

use super::Migrations;
use super::actions;
use super::actions_by_version::ActionsByVersion;
use super::decide::{Decision, decide_by_versions};
use super::lock;
use super::wording;
use crate::Backend;
use crate::dialect::session;
use crate::error::doing;
use crate::migration::mode_of;
use crate::{Direction, Error};
use tables::{Entry, HistoryTables, Progress, Read};

/// The state of one migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Recorded, and in the code.
    Applied,
    /// Recorded, and in the code, which says something else now than what was run.
    Modified,
    /// In the code, newer than every applied migration.
    Pending,
    /// In the code and not applied, though a migration behind it in the list is: it came from a
    /// branch.
    OutOfOrder,
    /// Recorded, but not in the code: it came from a newer image or another branch.
    Missing,
    /// Begun and not ended, and a process holds the migration lock.
    Running,
    /// Begun and not ended by a process that is gone: some of it may be in the database.
    PartiallyApplied,
    /// Ended by an error that may have left something behind: it is partially applied.
    Failed,
}

impl State {
    /// The word for people and for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Modified => "modified",
            Self::Pending => "pending",
            Self::OutOfOrder => "out of order",
            Self::Missing => "missing",
            Self::Running => "running",
            Self::PartiallyApplied => "partially applied",
            Self::Failed => "failed",
        }
    }
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// The migration's version: the stem of its file.
    pub version: String,
    /// Its state.
    pub state: State,
    /// When it was applied, to the second.
    pub applied_at: Option<DateTimeUtc>,
    /// When it was begun, in RFC 3339; unknown where the stock executor ran it.
    pub started_at: Option<String>,
    /// How many milliseconds it took.
    pub duration_ms: Option<u64>,
    /// Who ran it: a process on a host.
    pub by: Option<String>,
    /// How many of its statements are known to have run, where it did not end.
    pub statements_done: Option<u64>,
    /// What ended it, where it failed.
    pub error: Option<String>,
    /// Whether the code has it.
    #[serde(skip)]
    pub(super) is_ours: bool,
    /// Whether an edit of it would be noticed.
    #[serde(skip)]
    pub(super) is_stamped: bool,
    /// It was begun that way and did not end.
    #[serde(skip)]
    pub(super) begun: Option<Direction>,
    /// Where it was begun: whether `up` goes on with it, and whether `down` can roll it back as it
    /// is.
    #[serde(skip)]
    pub(super) goes_on: GoesOn,
}

/// What can be done with a migration that did not end, without a person who looks at it first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct GoesOn {
    up: bool,
    down: bool,
}

impl MigrationStatus {
    /// True when `up` would run the migration, or go on with it.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending | State::OutOfOrder) || self.goes_on.up
    }

    /// True when the migration was begun and did not end, as far as the record says.
    pub fn is_partially_applied(&self) -> bool {
        matches!(self.state, State::Running | State::PartiallyApplied | State::Failed)
    }

    /// True when it is one of the code's that was begun and did not end, by a process that is gone
    /// or by an error.
    pub fn needs_repair(&self) -> bool {
        self.is_ours && matches!(self.state, State::PartiallyApplied | State::Failed)
    }

    /// True when it was begun and did not end, and a person has to look at it before anything goes
    /// on that way.
    pub(super) fn is_stuck(&self, way: Direction) -> bool {
        let goes_on = match way {
            Direction::Up => self.goes_on.up,
            Direction::Down => self.goes_on.down,
        };
        self.is_partially_applied() && !goes_on
    }

    /// True when `down` can roll it back as it is, because each of its changes looks first what of
    /// it is done.
    pub(super) fn goes_on_down(&self) -> bool {
        self.goes_on.down
    }

    /// True when it is one that the code does not have.
    pub(super) fn is_of_others(&self) -> bool {
        !self.is_ours
    }

    #[cfg(test)]
    pub(super) fn example(version: &str, state: State) -> Self {
        let recorded = matches!(state, State::Applied | State::Modified | State::Missing);
        let is_ours = state != State::Missing;
        MigrationStatus { is_ours, ..status(version, state, recorded.then_some(0), None, false) }
    }
}

/// What the versions alone decide: that nothing is pending, or that something is. Nothing where
/// more has to be read, as of a migration that was begun and did not end.
pub(super) async fn glance(db: &DatabaseConnection, migrations: &Migrations) -> Option<Decision> {
    let applied = HistoryTables::new(&migrations.table, Backend::of(db)).glance(db).await?;
    Some(decide_by_versions(migrations.list.iter().map(|migration| migration.name()), applied))
}

/// Reads the record and joins it with the code. A missing table means that nothing was ever
/// applied.
pub(super) async fn read(
    db: &DatabaseConnection,
    migrations: &Migrations,
    all_actions: &ActionsByVersion,
) -> Result<Vec<MigrationStatus>, Error> {
    let backend = Backend::of(db);
    let read = HistoryTables::new(&migrations.table, backend).read(db).await;
    let read = read.map_err(|e| doing(format!("read the table {}", migrations.table), e))?;
    if read.is_new {
        has_a_schema(db).await?;
    }
    let code: Vec<&str> = migrations.list.iter().map(|migration| migration.name()).collect();
    let all = going_on(join(&code, &read, all_actions, backend), migrations, backend);
    // Whether a migration was modified or does another thing each time is told apart only now,
    // since it takes as long again.
    if all.iter().any(|migration| {
        migration.state == State::Modified && all_actions.is_recorded(&migration.version)
    }) {
        let twice = ActionsByVersion::of_all_twice(&migrations.list, backend).await;
        return Ok(going_on(join(&code, &read, &twice, backend), migrations, backend));
    }
    Ok(all)
}

/// The same for whoever holds no lock: a migration whose process is gone is told from one that
/// runs.
pub(super) async fn look(
    db: &DatabaseConnection,
    migrations: &Migrations,
    all_actions: &ActionsByVersion,
) -> Result<Vec<MigrationStatus>, Error> {
    let mut all = read(db, migrations, all_actions).await?;
    let runs = |migration: &&mut MigrationStatus| migration.state == State::Running;
    if all.iter_mut().any(|migration| runs(&migration))
        && lock::is_free(db, &migrations.table.to_string()).await?
    {
        all.iter_mut().filter(runs).for_each(|migration| migration.state = State::PartiallyApplied);
    }
    Ok(all)
}

/// Finds the migrations that can go on where they were ended: those which look first what of them
/// is done.
fn going_on(
    mut all: Vec<MigrationStatus>,
    migrations: &Migrations,
    backend: Backend,
) -> Vec<MigrationStatus> {
    for status in all.iter_mut().filter(|status| status.is_partially_applied()) {
        let begun = if status.applied_at.is_some() { Direction::Down } else { Direction::Up };
        status.begun = Some(begun);
        if let Some(migration) = migrations.get(&status.version) {
            let repeatable = |way| mode_of(migration, backend, way).repeatable;
            // A migration whose `down` has begun is rolled back, and not applied once more.
            let up = begun == Direction::Up && repeatable(Direction::Up);
            status.goes_on = GoesOn { up, down: repeatable(Direction::Down) };
        }
    }
    all
}

/// A search path without an existing schema hides every table, which is not the same
/// as having none.
async fn has_a_schema(db: &impl ConnectionTrait) -> Result<(), Error> {
    let backend = Backend::of(db);
    let Some(ask) = session::of(backend).current_schema() else { return Ok(()) };
    let row = db
        .query_one_raw(backend.statement(ask))
        .await
        .map_err(|e| doing("find the current schema".to_owned(), e))?;
    match row.and_then(|row| row.try_get_by_index::<Option<String>>(0).ok().flatten()) {
        Some(_) => Ok(()),
        None => Err(Error::Environment {
            message: "the connection's search path names no schema that exists".to_owned(),
            hint: Some(
                "create the schema, or name one that exists with -s or DATABASE_SCHEMA".to_owned(),
            ),
        }),
    }
}

/// The code's order, with the other migrations of the record put in by version.
fn join(
    code: &[&str],
    read: &Read,
    all_actions: &ActionsByVersion,
    backend: Backend,
) -> Vec<MigrationStatus> {
    let records: HashMap<&str, i64> =
        read.records.iter().map(|(version, at)| (version.as_str(), *at)).collect();
    let entries: HashMap<&str, &Entry> =
        read.entries.iter().map(|entry| (entry.version.as_str(), entry)).collect();
    let newest_applied = code.iter().rposition(|version| records.contains_key(version));
    let of = |version: &str, otherwise: State| {
        let (applied_at, entry) = (records.get(version).copied(), entries.get(version).copied());
        let state = entry
            .and_then(|entry| partially_applied(entry, applied_at.is_some()))
            .unwrap_or(otherwise);
        status(
            version,
            state,
            applied_at,
            entry,
            entry.is_some_and(|entry| {
                entry.checksum.is_some() && comparable(entry, applied_at, backend)
            }),
        )
    };
    let mut all: Vec<MigrationStatus> = code
        .iter()
        .enumerate()
        .map(|(at, version)| {
            let modified = || {
                entries.get(version).is_some_and(|entry| {
                    is_modified(entry, records.get(version).copied(), all_actions, backend)
                })
            };
            of(
                version,
                match records.contains_key(version) {
                    true if modified() => State::Modified,
                    true => State::Applied,
                    false if newest_applied.is_some_and(|newest| at < newest) => State::OutOfOrder,
                    false => State::Pending,
                },
            )
        })
        .collect();
    // Those that the code does not have: recorded, or begun.
    let known: BTreeSet<&str> = code.iter().copied().collect();
    let begun = entries.values().filter(|entry| partially_applied(entry, false).is_some());
    let others: BTreeSet<&str> =
        records.keys().copied().chain(begun.map(|entry| entry.version.as_str())).collect();
    for version in others.difference(&known) {
        let place = all
            .iter()
            .position(|migration| migration.version.as_str() > *version)
            .unwrap_or(all.len());
        all.insert(place, MigrationStatus { is_ours: false, ..of(version, State::Missing) });
    }
    all
}

/// The state of a migration that did not end, if the row is not stale: what is recorded is applied,
/// and what is not recorded is pending.
fn partially_applied(entry: &Entry, recorded: bool) -> Option<State> {
    let stale = recorded == (entry.direction == Direction::Up);
    match entry.progress {
        Progress::Running if !stale => Some(State::Running),
        Progress::Failed if !stale => Some(State::Failed),
        _ => None,
    }
}

/// Whether the code says something else than what was run, which can be told only of checksums that
/// were made alike.
fn is_modified(
    entry: &Entry,
    applied_at: Option<i64>,
    all_actions: &ActionsByVersion,
    backend: Backend,
) -> bool {
    let now = all_actions.get(&entry.version).and_then(actions::KnownActions::checksum);
    match (&entry.checksum, now) {
        (Some(then), Some(now)) => {
            comparable(entry, applied_at, backend) && alike(then, now) && then != now
        }
        _ => false,
    }
}

/// Whether both were made by the same version of the checksum, which they begin with.
fn alike(first: &str, second: &str) -> bool {
    first.split(':').next() == second.split(':').next()
}

fn comparable(entry: &Entry, applied_at: Option<i64>, backend: Backend) -> bool {
    // A migration that the stock executor has rolled back and applied again has another time, and
    // the row is of the run before.
    entry.applied_at == applied_at
        && entry.kit.as_deref() == Some(actions::KIT)
        && entry.sea_query.as_deref() == Some(wording::sea_query(backend))
}

/// The history of a database that does not exist yet.
pub(super) fn never_migrated(migrations: &Migrations) -> Vec<MigrationStatus> {
    migrations
        .list
        .iter()
        .map(|migration| status(migration.name(), State::Pending, None, None, false))
        .collect()
}

fn status(
    version: &str,
    state: State,
    applied_at: Option<i64>,
    entry: Option<&Entry>,
    is_stamped: bool,
) -> MigrationStatus {
    // A stale row tells of a run that is no longer true.
    let did_not_end = matches!(state, State::Running | State::PartiallyApplied | State::Failed);
    let entry = entry.filter(|_| applied_at.is_some() || did_not_end);
    let by = |entry: &Entry| Some(format!("process {} on {}", entry.pid?, entry.host.as_deref()?));
    let half = entry.filter(|_| did_not_end);
    MigrationStatus {
        version: version.to_owned(),
        state,
        applied_at: applied_at.and_then(|seconds| DateTimeUtc::from_timestamp(seconds, 0)),
        started_at: entry.and_then(|entry| entry.started_at.clone()),
        duration_ms: entry.and_then(|entry| entry.duration_ms),
        by: entry.and_then(by),
        statements_done: half.and_then(|entry| entry.statements_done),
        error: half.and_then(|entry| entry.error.clone()),
        is_ours: true,
        is_stamped,
        begun: None,
        goes_on: GoesOn::default(),
    }
}
