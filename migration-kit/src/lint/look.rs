//! What the rules say of one migration whose statements are known.

use std::panic::Location;

use super::action::parse_action;
use super::rules;
use super::{Finding, Ground, Hit, Rule, Seen, Source, Subject};
use crate::Backend;
use crate::migration::Plan;
use crate::panics::Panic;
use crate::sql::statement::{How, Operation, Parsed, fold_rebuilds, parse};

/// What applying a migration does.
pub(super) struct Told {
    pub(super) statements: Vec<String>,
    /// Where each of them stands, in a migration that is data.
    pub(super) places: Vec<&'static Location<'static>>,
    pub(super) parsed: Vec<Vec<Parsed>>,
    pub(super) in_transaction: bool,
    pub(super) goes_on: bool,
    pub(super) depends_on_data: bool,
    pub(super) varies: bool,
    pub(super) failed: Option<Failure>,
}

/// Why a migration could not be recorded.
#[derive(Debug)]
pub(crate) enum Failure {
    Panicked(Panic),
    /// What it, or the database beside it, said.
    Refused(String),
}

impl Told {
    /// What it does, each with the number of its statement.
    pub(super) fn operations(&self) -> impl Iterator<Item = (usize, &Operation, &How)> {
        self.parsed.iter().enumerate().flat_map(|(statement, parsed)| {
            parsed
                .iter()
                .flat_map(move |of| of.operations.iter().map(move |op| (statement, op, &of.how)))
        })
    }
}

pub(super) fn parse_all(backend: Backend, statements: &[String]) -> Vec<Vec<Parsed>> {
    let mut parsed: Vec<Vec<Parsed>> = statements.iter().map(|sql| parse(backend, sql)).collect();
    fold_rebuilds(&mut parsed);
    parsed
}

/// The same of a plan, action by action.
pub(super) fn parse_plan(plan: &Plan) -> Vec<Vec<Parsed>> {
    let of = |action| parse_action(plan.on_backend(), action);
    let mut parsed: Vec<Vec<Parsed>> = plan.actions().iter().map(of).collect();
    fold_rebuilds(&mut parsed);
    parsed
}

pub(super) fn follow(ground: &mut Ground, told: &Told, number: usize) -> Vec<Seen> {
    let see = |(statement, operation, how): (usize, &Operation, &How)| {
        let before = ground.clone();
        ground.follow(operation, number);
        Seen { statement, operation: operation.clone(), how: how.clone(), before }
    };
    told.operations().map(see).collect()
}

/// What every rule says of a migration, with what others have found in it.
pub(super) fn look(subject: &Subject<'_>, others: Vec<Finding>) -> Vec<Finding> {
    let mut findings = others;
    for rule in rules::all().iter().filter(|rule| rule.backends.contains(&subject.backend)) {
        findings.extend((rule.find)(subject).into_iter().map(|hit| finding(rule, subject, hit)));
    }
    findings.sort_by(|a, b| (a.statement, a.level, a.rule).cmp(&(b.statement, b.level, b.rule)));
    // squawk tells of each part of a statement.
    findings.dedup();
    findings
}

pub(super) fn finding(rule: &'static Rule, subject: &Subject<'_>, hit: Hit) -> Finding {
    let (table, object) = (hit.table.as_deref(), hit.object.as_deref());
    let said = hit.statement.and_then(|at| subject.places.get(at));
    let location = |source: &Source| {
        // A helper in another file says less than what the migration's own says of it.
        let exact = said.and_then(|said| source.location_in(said, table, object));
        exact.unwrap_or_else(|| source.location(table, object))
    };
    let location = hit.location.or_else(|| subject.source.map(location));
    Finding {
        backends: vec![subject.backend.name()],
        version: Some(subject.version.to_owned()),
        statement: hit.statement,
        table: hit.table,
        object: hit.object,
        location,
        ..Finding::of(rule, hit.message)
    }
}
