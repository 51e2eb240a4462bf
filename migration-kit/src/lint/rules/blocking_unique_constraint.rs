//! A key whose index is built while nobody may read.

use squawk_linter::Rule as Squawk;

use crate::lint::sql::{ConstraintKind, Operation};
use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};

pub(super) const RULE: Rule = Rule {
    name: "blocking-unique-constraint",
    level: Level::Error,
    backends: POSTGRES,
    about: "A unique constraint or a primary key builds its index on a table in use",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until the index is built"),
    safer: "build the index CONCURRENTLY, and the constraint USING INDEX: plan.add_unique_online(…)",
    page: include_str!("blocking_unique_constraint.md"),
    squawk: &[
        (Squawk::DisallowedUniqueConstraint, makes_key),
        (Squawk::AddingSerialPrimaryKeyField, makes_key),
    ],
    ..Rule::BLANK
};

fn makes_key(_: &Subject<'_>, seen: &Seen) -> bool {
    use ConstraintKind as C;
    match &seen.operation {
        Operation::AddConstraint { constraint, .. } => matches!(
            constraint.kind,
            C::Unique { using_index: None, .. } | C::PrimaryKey { using_index: None, .. }
        ),
        Operation::AddColumn { column, .. } => column.unique || column.primary_key,
        _ => false,
    }
}
