//! A primary key that a table in use gets or exchanges.

use crate::lint::{Level, POSTGRES, Rule, Seen};
use crate::sql::statement::{ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "primary-key-change",
    level: Level::Warning,
    backends: POSTGRES,
    about: "A primary key builds its index on a table in use",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until the index is built"),
    safer: "an index that is built CONCURRENTLY on columns that are NOT NULL: plan.build_primary_key_online(…), plan.set_primary_key_online(…)",
    page: include_str!("primary_key_change.md"),
    squawk: &[("adding-serial-primary-key-field", |_, seen| adds_primary_key(seen, None))],
    ..Rule::BLANK
};

/// Whether it gives a table a primary key, and that column is in it.
pub(super) fn adds_primary_key(seen: &Seen, with: Option<&str>) -> bool {
    match &seen.operation {
        Operation::AddConstraint { constraint, .. } => match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, using_index: None } => {
                with.is_none_or(|with| columns.iter().any(|column| column == with))
            }
            _ => false,
        },
        Operation::AddColumn { column, .. } => {
            column.primary_key && with.is_none_or(|with| column.name == with)
        }
        _ => false,
    }
}
