//! A step that panics.

use crate::lint::{ALL, Failure, Hit, Level, Place, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "step-panics",
    level: Level::Error,
    backends: ALL,
    about: "The step panics, so it was not reviewed",
    safer: "return an error instead; what sea-query cannot say on a backend is a panic too, and is said in SQL or by an op",
    page: include_str!("step_panics.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Some(Failure::Panicked(panic)) = subject.failed else { return Vec::new() };
    let place = panic.place.as_ref();
    let place = place.map(|at| Place { file: at.file.replace('\\', "/"), line: at.line });
    vec![Hit { place, ..Hit::of_step(format!("it panics: {panic}")) }]
}
