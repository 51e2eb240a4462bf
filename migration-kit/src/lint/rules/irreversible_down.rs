//! A migration that cannot be rolled back.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "irreversible-down",
    level: Level::Warning,
    backends: ALL,
    about: "The migration changes the schema, and its `down` fails or does nothing",
    safer: "write `down`, or say in the suppression how to get back",
    page: include_str!("irreversible_down.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    if !subject.seen.iter().any(|seen| seen.is_definition()) {
        return Vec::new();
    }
    match subject.down {
        Err(why) => vec![Hit::of_migration(format!("`down` fails: {why}"))],
        Ok([]) => vec![Hit::of_migration("`up` changes the schema, and `down` does nothing")],
        Ok(_) => Vec::new(),
    }
}
