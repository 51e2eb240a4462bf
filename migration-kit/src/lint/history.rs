//! The review of a history on one backend: every step is followed, and those that were asked for are looked at.

use std::collections::BTreeSet;
use std::path::Path;

use sea_orm::DbBackend;
use sea_orm_migration::MigrationTrait;

use super::rules;
use super::sql::{Operation, Parsed, fold_rebuilds, parse};
use super::{Finding, Ground, Hit, Rule, Seen, Source, Subject, allow, squawk};
use crate::error::reason;
use crate::record::{Recorder, Recording};
use crate::step::plan_of;
use crate::{Direction, Error, target};

/// What to review.
pub(crate) struct Review<'a> {
    pub steps: &'a [Box<dyn MigrationTrait>],
    pub backend: DbBackend,
    /// Which steps are looked at.
    pub chosen: &'a dyn Fn(&str) -> bool,
    /// Which come in late.
    pub late: &'a dyn Fn(&str) -> bool,
    /// The migration crate, for the lines of findings and the exceptions that steps make.
    pub manifest_dir: Option<&'a Path>,
}

/// One step as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Reviewed {
    pub version: String,
    /// Its statements, and whether each loses data.
    pub statements: Vec<(String, bool)>,
    pub in_transaction: bool,
    pub depends_on_data: bool,
    pub varies: bool,
    /// The tables that were there before and that it concerns.
    pub tables: Vec<String>,
    pub findings: Vec<Finding>,
}

/// Follows the history and looks at the chosen steps. A step that cannot be recorded is a finding, and the others are still
/// reviewed.
///
/// # Errors
/// [`Error::Connect`] when SQLite in memory refuses.
pub(crate) async fn review(review: &Review<'_>) -> Result<Vec<Reviewed>, Error> {
    let mut recorder = Recorder::new(review.backend)?;
    let mut ground = Ground::default();
    let mut reviewed = Vec::new();
    for (number, step) in review.steps.iter().enumerate() {
        let step = step.as_ref();
        let up = Told::of(&mut recorder, step, Direction::Up).await;
        let before = ground.clone();
        let seen = follow(&mut ground, &up, number);
        if !(review.chosen)(step.name()) {
            continue;
        }
        let down = match &up.failed {
            Some(_) => Ok(Vec::new()),
            None => {
                let down = Told::of(&mut recorder, step, Direction::Down).await;
                if down.failed.is_none() {
                    // The next step comes after this one.
                    let _ = recorder.up(step).await;
                }
                down.failed.map_or(Ok(down.parsed.concat()), Err)
            }
        };
        let source = review.manifest_dir.and_then(|folder| Source::read(folder, step.name()));
        let subject = Subject {
            backend: review.backend,
            version: step.name(),
            number,
            in_transaction: up.in_transaction,
            seen,
            failed: up.failed.clone(),
            down,
            before: &before,
            after: &ground,
            source: source.as_ref(),
            is_late: (review.late)(step.name()),
        };
        let mut findings = look(&subject, &up);
        if let Some(source) = &source {
            allow::apply(source, step.name(), &mut findings);
        }
        let destroys =
            |at: usize| subject.seen.iter().any(|seen| seen.statement == at && loses(&seen.operation));
        let existing = |seen: &Seen| seen.table().filter(|table| subject.existing(seen, table).is_some());
        let tables: BTreeSet<String> = subject.seen.iter().filter_map(existing).collect();
        reviewed.push(Reviewed {
            version: step.name().to_owned(),
            statements: up
                .statements
                .iter()
                .cloned()
                .enumerate()
                .map(|(at, sql)| (sql, destroys(at)))
                .collect(),
            in_transaction: up.in_transaction,
            depends_on_data: up.depends_on_data,
            varies: up.varies,
            tables: tables.into_iter().collect(),
            findings,
        });
    }
    Ok(reviewed)
}

/// What a step does, in one direction.
struct Told {
    statements: Vec<String>,
    parsed: Vec<Vec<Parsed>>,
    in_transaction: bool,
    depends_on_data: bool,
    varies: bool,
    failed: Option<String>,
}

impl Told {
    /// A plan tells it; anything else is recorded. In any case the recorder follows.
    async fn of(recorder: &mut Recorder, step: &dyn MigrationTrait, direction: Direction) -> Self {
        let backend = recorder.backend();
        let recording = match direction {
            Direction::Up => recorder.up(step).await,
            Direction::Down => recorder.down(step).await,
        };
        let (recording, failed) = match recording {
            Ok(recording) => (recording, None),
            Err(error) => (Recording::default(), Some(why(&error))),
        };
        let statements = match plan_of(step, backend, direction) {
            Some(plan) => plan.texts(),
            None => recording.statements.into_iter().map(|recorded| recorded.sql).collect(),
        };
        let mut parsed: Vec<Vec<Parsed>> = statements.iter().map(|sql| parse(backend, sql)).collect();
        fold_rebuilds(&mut parsed);
        Self {
            statements,
            parsed,
            in_transaction: step.use_transaction().unwrap_or(backend != DbBackend::MySql),
            depends_on_data: recording.depends_on_data,
            varies: recording.varies,
            failed,
        }
    }
}

fn why(error: &Error) -> String {
    match error {
        Error::Step { source, .. } => reason(source),
        other => other.to_string(),
    }
}

fn follow(ground: &mut Ground, told: &Told, number: usize) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (statement, parsed) in told.parsed.iter().enumerate() {
        for (operation, how) in parsed.iter().flat_map(|of| of.operations.iter().map(move |op| (op, &of.how)))
        {
            let before = ground.clone();
            ground.follow(operation, number);
            seen.push(Seen { statement, operation: operation.clone(), how: how.clone(), before });
        }
    }
    seen
}

/// Whether rows or values are gone after it.
fn loses(operation: &Operation) -> bool {
    match operation {
        Operation::DropTable { .. } | Operation::DropColumn { .. } => true,
        Operation::RebuildTable { dropped, .. } => !dropped.is_empty(),
        Operation::Rows { verb, .. } => matches!(verb, super::sql::Verb::Delete | super::sql::Verb::Truncate),
        _ => false,
    }
}

/// What every rule says of a step.
fn look(subject: &Subject<'_>, told: &Told) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules::all().iter().filter(|rule| rule.backends.contains(&subject.backend)) {
        findings.extend((rule.find)(subject).into_iter().map(|hit| finding(rule, subject, hit)));
    }
    if subject.backend == DbBackend::Postgres {
        findings.extend(of_squawk(subject, told));
    }
    findings.sort_by_key(|finding| (finding.statement, finding.level));
    findings
}

/// squawk's findings, as those of the rules that they belong to. One about a table that the step itself has made says nothing.
fn of_squawk(subject: &Subject<'_>, told: &Told) -> Vec<Finding> {
    let theirs: Vec<_> = rules::all().iter().flat_map(|rule| rule.squawk).copied().collect();
    let found = squawk::lint(&theirs, &told.statements, subject.in_transaction);
    let hits = found.into_iter().filter_map(|found| {
        let rule = rules::all().iter().find(|rule| rule.squawk.contains(&found.rule))?;
        let table = subject.existing_table_of(found.statement)?;
        let hit = Hit { statement: Some(found.statement), ..Hit::of(&table, None, found.message) };
        Some(finding(rule, subject, hit))
    });
    hits.collect()
}

fn finding(rule: &'static Rule, subject: &Subject<'_>, hit: Hit) -> Finding {
    let place = subject.source.map(|source| source.place(hit.table.as_deref(), hit.object.as_deref()));
    Finding {
        backends: vec![target::name(subject.backend)],
        version: Some(subject.version.to_owned()),
        statement: hit.statement,
        table: hit.table,
        object: hit.object,
        place,
        ..Finding::of(rule, hit.message)
    }
}
