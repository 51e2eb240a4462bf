//! A suppression that excuses nothing.

use crate::lint::{Level, Rule};

/// Suppressions are looked at when all else is done.
pub(in crate::lint) const RULE: Rule = Rule {
    name: "unused-allow",
    level: Level::Warning,
    backends: &[],
    about: "A suppression excuses nothing",
    safer: "remove the comment",
    page: include_str!("unused_allow.md"),
    ..Rule::BLANK
};
