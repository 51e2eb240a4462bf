//! The review of a history on one backend: every migration is followed, and those that were asked
//! for are looked at.

use sea_orm_migration::MigrationTrait;
use std::collections::BTreeSet;
use std::path::Path;

use super::look::{Told, follow, look, parse_all, parse_plan};
use super::{Failure, Finding, Ground, Seen, Source, Subject, allow, squawk};
use crate::Backend;
use crate::error::reason;
use crate::migration::TABLE_LOCK_TIMEOUT;
use crate::migration::printed::{Frame, Manner, printed};
use crate::migration::{mode_of, plan_of};
use crate::record::{Recorder, Recording};
use crate::sql::statement::{Operation, Parsed, Verb};
use crate::{Direction, Error};

/// What to review.
pub(crate) struct Review<'a> {
    pub migrations: &'a [Box<dyn MigrationTrait>],
    pub backend: Backend,
    /// Which migrations are looked at.
    pub chosen: &'a dyn Fn(&str) -> bool,
    /// Which are out of order.
    pub out_of_order: &'a dyn Fn(&str) -> bool,
    /// The migration crate, for the lines of findings and the suppressions of the migrations.
    pub manifest_dir: Option<&'a Path>,
}

/// One migration as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Reviewed {
    pub version: String,
    /// Its statements, and whether each loses data.
    pub statements: Vec<(String, bool)>,
    pub in_transaction: bool,
    /// It goes on where it was ended.
    pub goes_on: bool,
    pub depends_on_data: bool,
    pub varies: bool,
    /// The tables that were there before and that it concerns.
    pub tables: Vec<String>,
    pub findings: Vec<Finding>,
}

/// Follows the history and looks at the chosen migrations. A migration that cannot be recorded is a
/// finding, and the others are still reviewed.
///
/// # Errors
/// [`Error::Connect`] when SQLite in memory refuses.
pub(crate) async fn review(review: &Review<'_>) -> Result<Vec<Reviewed>, Error> {
    let mut recorder = Recorder::new(review.backend)?;
    let mut ground = Ground::default();
    let mut followed = Vec::new();
    for (number, migration) in review.migrations.iter().enumerate() {
        let migration = migration.as_ref();
        let (up, printed, frame) = Told::up(&mut recorder, migration).await;
        let before = ground.clone();
        if !(review.chosen)(migration.name()) {
            up.operations().for_each(|(_, operation, _)| ground.follow(operation, number));
            continue;
        }
        let seen = follow(&mut ground, &up, number);
        let down = match &up.failed {
            Some(_) => Ok(Vec::new()),
            None => Told::down(&mut recorder, migration).await,
        };
        followed.push(Followed {
            migration,
            number,
            up,
            printed,
            frame,
            down,
            seen,
            before,
            after: ground.clone(),
        });
    }
    Ok(followed.into_iter().map(|migration| migration.look(review, &ground)).collect())
}

/// A migration that was followed, and is looked at when the end of the history is known.
struct Followed<'a> {
    migration: &'a dyn MigrationTrait,
    number: usize,
    up: Told,
    /// Its statements as the database's own client runs them, one text for each of those that were
    /// read.
    printed: Vec<String>,
    /// What stands around them.
    frame: Frame,
    down: Result<Vec<Parsed>, String>,
    seen: Vec<Seen>,
    before: Ground,
    after: Ground,
}

impl Followed<'_> {
    fn look(self, review: &Review<'_>, end: &Ground) -> Reviewed {
        let version = self.migration.name();
        let source = review.manifest_dir.and_then(|folder| Source::read(folder, version));
        let subject = Subject {
            backend: review.backend,
            version,
            number: self.number,
            in_transaction: self.up.in_transaction,
            goes_on: self.up.goes_on,
            statements: &self.up.parsed,
            places: &self.up.places,
            seen: &self.seen,
            depends_on_data: self.up.depends_on_data,
            varies: self.up.varies,
            failed: self.up.failed.as_ref(),
            down: self.down.as_deref().map_err(String::as_str),
            before: &self.before,
            after: &self.after,
            end,
            source: source.as_ref(),
            is_out_of_order: (review.out_of_order)(version),
        };
        let mut findings = look(&subject, squawk::findings(&subject, &self.up));
        if let Some(source) = &source {
            allow::apply(source, version, &mut findings);
        }
        let destroys = |at: usize| self.seen.iter().any(|seen| seen.statement == at && loses(seen));
        let Frame { before, after } = self.frame;
        for finding in &mut findings {
            finding.statement = finding.statement.map(|at| at + before.len());
        }
        let own = self.printed.into_iter().enumerate().map(|(at, sql)| (sql, destroys(at)));
        let around = |texts: Vec<String>| texts.into_iter().map(|sql| (sql, false));
        let statements = around(before).chain(own).chain(around(after)).collect();
        let existing = |seen: &Seen| {
            seen.table().filter(|table| subject.existing(seen, table).is_some()).map(str::to_owned)
        };
        let tables: BTreeSet<String> = self.seen.iter().filter_map(existing).collect();
        Reviewed {
            version: version.to_owned(),
            statements,
            in_transaction: self.up.in_transaction,
            goes_on: self.up.goes_on,
            depends_on_data: self.up.depends_on_data,
            varies: self.up.varies,
            tables: tables.into_iter().collect(),
            findings,
        }
    }
}

impl Told {
    /// A plan tells it; anything else is recorded. In any case the recorder follows. Beside it goes
    /// the same for a person to run.
    async fn up(
        recorder: &mut Recorder,
        migration: &dyn MigrationTrait,
    ) -> (Self, Vec<String>, Frame) {
        let backend = recorder.backend();
        let (recording, failed) = match recorder.attempt(migration, Direction::Up).await {
            Ok(recording) => (recording, None),
            Err(error) => {
                let refused = || Failure::Refused(reason(&error));
                let failure = recorder.panicked().map_or_else(refused, Failure::Panicked);
                (Recording::default(), Some(failure))
            }
        };
        let mode = mode_of(migration, backend, Direction::Up);
        let plan = plan_of(migration, backend, Direction::Up);
        let rebuilds = recording.suspends_foreign_keys(backend);
        let sent: Vec<String> = match &plan {
            Some(plan) => plan.actions().iter().map(|action| action.text(backend)).collect(),
            None => recording.statements.into_iter().map(|recorded| recorded.sql).collect(),
        };
        let told = Self {
            parsed: plan.as_ref().map_or_else(|| parse_all(backend, &sent), parse_plan),
            statements: sent,
            places: plan.as_ref().map(|plan| plan.places().to_vec()).unwrap_or_default(),
            in_transaction: mode.in_transaction(),
            goes_on: mode.repeatable,
            depends_on_data: recording.depends_on_data,
            varies: recording.varies,
            failed,
        };
        let is_concurrent =
            |parsed: &Parsed| parsed.words.iter().any(|word| word.is("concurrently"));
        let manner = Manner {
            in_transaction: told.in_transaction,
            rebuilds,
            is_patient: mode.online || told.parsed.iter().flatten().any(is_concurrent),
            patience: TABLE_LOCK_TIMEOUT,
        };
        let printed = match &plan {
            Some(plan) => {
                let actions = printed(plan, &recording.rebuilds, manner);
                actions.into_iter().map(|statements| statements.join(";\n")).collect()
            }
            None => told.statements.clone(),
        };
        // That it shares a transaction with its record is said beside it.
        let is_framed = manner.rebuilds || !manner.in_transaction;
        let frame = if is_framed { Frame::of(backend, manner) } else { Frame::default() };
        (told, printed, frame)
    }

    /// What rolls it back, or why that fails; the recorder is where it was.
    async fn down(
        recorder: &mut Recorder,
        migration: &dyn MigrationTrait,
    ) -> Result<Vec<Parsed>, String> {
        let backend = recorder.backend();
        if let Some(plan) = plan_of(migration, backend, Direction::Down) {
            return Ok(parse_plan(&plan).concat());
        }
        let recording =
            recorder.attempt(migration, Direction::Down).await.map_err(|error| reason(&error))?;
        // The next migration comes after this one.
        let _ = recorder.up(migration).await;
        let statements: Vec<String> =
            recording.statements.into_iter().map(|recorded| recorded.sql).collect();
        Ok(parse_all(backend, &statements).concat())
    }
}

/// Whether rows or values are gone after it.
fn loses(seen: &Seen) -> bool {
    match &seen.operation {
        Operation::DropTable { .. } => true,
        Operation::Rows { verb, .. } => matches!(verb, Verb::Delete | Verb::Truncate),
        _ => !seen.dropped_columns().is_empty(),
    }
}

#[cfg(test)]
mod tests;
