//! A step that panics.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

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
    let why = subject.failed.and_then(panic_of);
    why.map(|why| Hit::of_step(format!("it panics: {why}"))).into_iter().collect()
}

/// What a step panics with, and where.
pub(super) fn panic_of(failed: &str) -> Option<&str> {
    failed.split_once("the step panicked: ").map(|(_, why)| why)
}
