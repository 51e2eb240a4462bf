//! An exception that excuses nothing.

use crate::lint::{Level, Rule};

/// Exceptions are looked at when all else is done.
pub(in crate::lint) const RULE: Rule = Rule {
    name: "unused-allow",
    level: Level::Warning,
    backends: &[],
    about: "An exception excuses nothing",
    safer: "remove the comment",
    page: include_str!("unused_allow.md"),
    ..Rule::BLANK
};
