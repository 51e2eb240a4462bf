//! An exception that excuses nothing.

use crate::lint::{Hit, Level, Rule, Subject};

pub(in crate::lint) const RULE: Rule = Rule {
    name: "unused-allow",
    level: Level::Warning,
    backends: &[],
    about: "An exception excuses nothing",
    lock: None,
    blocks: None,
    safer: "remove the comment",
    versions: None,
    page: include_str!("unused_allow.md"),
    squawk: &[],
    find,
};

/// Exceptions are looked at when all else is done.
fn find(_: &Subject<'_>) -> Vec<Hit> {
    Vec::new()
}
