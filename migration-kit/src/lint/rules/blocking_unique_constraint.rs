//! A unique constraint whose index is built while nobody may read.

use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};
use crate::sql::statement::{ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "blocking-unique-constraint",
    level: Level::Error,
    backends: POSTGRES,
    about: "A unique constraint builds its index on a table in use",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until the index is built"),
    safer: "build the index CONCURRENTLY, and the constraint USING INDEX: plan.add_unique_online(…)",
    page: include_str!("blocking_unique_constraint.md"),
    squawk: &[("disallowed-unique-constraint", makes_unique)],
    ..Rule::BLANK
};

fn makes_unique(_: &Subject<'_>, seen: &Seen) -> bool {
    match &seen.operation {
        Operation::AddConstraint { constraint, .. } => {
            matches!(constraint.kind, ConstraintKind::Unique { using_index: None, .. })
        }
        Operation::AddColumn { column, .. } => column.unique,
        _ => false,
    }
}
