//! A migration that cannot be looked at without a database.

use crate::lint::{ALL, Failure, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "not-recorded",
    level: Level::Warning,
    backends: ALL,
    about: "The migration fails beside the recorder, so it was not reviewed",
    safer: "let the database decide, in SQL, instead of reading rows first",
    page: include_str!("not_recorded.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Some(Failure::Refused(why)) = subject.failed else { return Vec::new() };
    vec![Hit::of_migration(format!("it cannot be recorded: {why}"))]
}
