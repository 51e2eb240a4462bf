//! A migration that panics.

use crate::lint::{ALL, Failure, Hit, Level, Location, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "migration-panics",
    level: Level::Error,
    backends: ALL,
    about: "The migration panics, so it was not reviewed",
    safer: "return an error instead; what sea-query cannot say on a backend is a panic too, and is said in SQL or by an op",
    page: include_str!("migration_panics.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Some(Failure::Panicked(panic)) = subject.failed else { return Vec::new() };
    let location = panic.location.as_ref();
    let location = location.map(|at| Location { file: at.file.replace('\\', "/"), line: at.line });
    vec![Hit { location, ..Hit::of_migration(format!("it panics: {panic}")) }]
}
