//! A migration that is older than what the database has.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "out-of-order",
    level: Level::Warning,
    backends: ALL,
    about: "The migration is older than one that is applied",
    safer: "give it a newer version: rename its file, and its line in the list",
    page: include_str!("out_of_order.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let out_of_order = || {
        Hit::of_migration(
            "it is older than a migration that is applied: elsewhere both ran in the other order",
        )
    };
    subject.is_out_of_order.then(out_of_order).into_iter().collect()
}
