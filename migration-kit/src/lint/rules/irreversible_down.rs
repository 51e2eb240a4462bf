//! A step that cannot be undone.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "irreversible-down",
    level: Level::Warning,
    backends: ALL,
    about: "The step changes the schema, and its `down` fails or does nothing",
    safer: "write `down`, or say in the exception how to get back",
    page: include_str!("irreversible_down.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    if !subject.seen.iter().any(|seen| seen.is_definition()) {
        return Vec::new();
    }
    match subject.down {
        Err(why) => vec![Hit::of_step(format!("`down` fails: {why}"))],
        Ok([]) => vec![Hit::of_step("`up` changes the schema, and `down` does nothing")],
        Ok(_) => Vec::new(),
    }
}
