//! An exception for a rule that does not exist, or without a reason.

use crate::lint::{Hit, Level, Rule, Subject};

pub(in crate::lint) const RULE: Rule = Rule {
    name: "unknown-allow",
    level: Level::Error,
    backends: &[],
    about: "An exception names no rule, or gives no reason",
    lock: None,
    blocks: None,
    safer: "write `// migration-kit: allow(rule) reason` with a name of docs/rules.md",
    versions: None,
    page: include_str!("unknown_allow.md"),
    squawk: &[],
    find,
};

/// Exceptions are looked at when all else is done.
fn find(_: &Subject<'_>) -> Vec<Hit> {
    Vec::new()
}
