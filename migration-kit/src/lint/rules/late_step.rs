//! A step that is older than what the database has.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "late-step",
    level: Level::Warning,
    backends: ALL,
    about: "The step is older than one that is applied",
    safer: "give it a newer version: rename its file, and its line in the list",
    page: include_str!("late_step.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let late =
        || Hit::of_step("it is older than a step that is applied: elsewhere both ran in the other order");
    subject.is_late.then(late).into_iter().collect()
}
