//! A foreign key for which every row is read.

use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};
use crate::sql::statement::{Constraint, ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "validating-foreign-key",
    level: Level::Error,
    backends: POSTGRES,
    about: "A foreign key is added to a table in use without NOT VALID",
    lock: Some("SHARE ROW EXCLUSIVE on both tables"),
    blocks: Some("writes to both, until every row is read"),
    safer: "add it NOT VALID, and VALIDATE it in a transaction of its own: plan.add_foreign_key_online(…)",
    page: include_str!("validating_foreign_key.md"),
    squawk: &[("adding-foreign-key-constraint", checks_rows)],
    ..Rule::BLANK
};

/// A new column without a default holds NULL, which references nothing.
fn checks_rows(_: &Subject<'_>, seen: &Seen) -> bool {
    let is_key =
        |of: &Constraint| matches!(of.kind, ConstraintKind::ForeignKey { .. }) && !of.not_valid;
    match &seen.operation {
        Operation::AddConstraint { constraint, .. } => is_key(constraint),
        Operation::AddColumn { column, .. } => {
            column.references.is_some() && column.default.is_some()
        }
        _ => false,
    }
}
