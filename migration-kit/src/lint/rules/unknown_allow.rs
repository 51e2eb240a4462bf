//! A suppression for a rule that does not exist, or without a reason.

use crate::lint::{Level, Rule};

/// Suppressions are looked at when all else is done.
pub(in crate::lint) const RULE: Rule = Rule {
    name: "unknown-allow",
    level: Level::Error,
    backends: &[],
    about: "A suppression names no rule, or gives no reason",
    safer: "write `// migration-kit: allow(rule) reason` with a name of docs/rules.md",
    page: include_str!("unknown_allow.md"),
    ..Rule::BLANK
};
