//! An index that is dropped while nobody may read.

use squawk_linter::Rule as Squawk;

use crate::lint::sql::Operation;
use crate::lint::{Level, POSTGRES, Rule, Seen, Subject};

pub(super) const RULE: Rule = Rule {
    name: "blocking-index-drop",
    level: Level::Error,
    backends: POSTGRES,
    about: "An index is dropped on a table in use without CONCURRENTLY",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until every transaction before it has ended and the step is committed"),
    safer: "drop it CONCURRENTLY, outside a transaction: plan.drop_index_online(…)",
    page: include_str!("blocking_index_drop.md"),
    squawk: &[(Squawk::RequireConcurrentIndexDeletion, is_by_itself)],
    ..Rule::BLANK
};

/// An index goes with its columns anyway, under the same lock.
fn is_by_itself(subject: &Subject<'_>, seen: &Seen) -> bool {
    let Operation::DropIndex { name, .. } = &seen.operation else { return false };
    let table = seen.table();
    let index = table.and_then(|table| {
        seen.before.table(table)?.indexes.iter().find(|index| index.name.as_ref() == Some(name))
    });
    let goes = |other: &Seen| {
        let dropped = if other.table() == table { other.dropped_columns() } else { Vec::new() };
        index.is_some_and(|index| index.parts.iter().any(|part| dropped.contains(part)))
    };
    !(subject.in_transaction && subject.seen.iter().any(goes))
}
