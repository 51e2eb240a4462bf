//! A check for which every row is read.

use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};
use crate::sql::statement::{Constraint, ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "validating-check",
    level: Level::Error,
    backends: POSTGRES,
    about: "A check is added to a table in use without NOT VALID",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until every row is read"),
    safer: "add it NOT VALID, and VALIDATE it in a transaction of its own: plan.add_check_online(…)",
    page: include_str!("validating_check.md"),
    squawk: &[("constraint-missing-not-valid", is_check)],
    ..Rule::BLANK
};

fn is_check(_: &Subject<'_>, seen: &Seen) -> bool {
    let is_check = |of: &Constraint| matches!(of.kind, ConstraintKind::Check(_)) && !of.not_valid;
    matches!(&seen.operation, Operation::AddConstraint { constraint, .. } if is_check(constraint))
}
