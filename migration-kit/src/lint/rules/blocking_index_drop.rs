//! An index that is dropped while nobody may read.

use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "blocking-index-drop",
    level: Level::Error,
    backends: POSTGRES,
    about: "An index is dropped on a table in use without CONCURRENTLY",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some(
        "reads and writes, until every transaction before it has ended and the migration is committed",
    ),
    safer: "drop it CONCURRENTLY, outside a transaction: plan.drop_index_online(…)",
    page: include_str!("blocking_index_drop.md"),
    squawk: &[("require-concurrent-index-deletion", is_by_itself)],
    ..Rule::BLANK
};

/// Where the migration takes the same lock on the table for something else, dropping the index
/// apart gains nothing.
fn is_by_itself(subject: &Subject<'_>, seen: &Seen) -> bool {
    let takes_lock = |other: &Seen| {
        let is_it = matches!(
            other.operation,
            Operation::AddColumn { .. }
                | Operation::DropColumn { .. }
                | Operation::AlterColumn { .. }
                | Operation::RenameColumn { .. }
                | Operation::RenameTable { .. }
                | Operation::DropConstraint { .. }
        );
        is_it && other.table() == seen.table()
    };
    let is_drop = matches!(seen.operation, Operation::DropIndex { .. });
    is_drop && !(subject.in_transaction && subject.seen.iter().any(takes_lock))
}
