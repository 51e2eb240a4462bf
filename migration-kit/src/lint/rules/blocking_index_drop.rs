//! An index that is dropped while nobody may read.

use squawk_linter::Rule as Squawk;

use crate::lint::sql::Operation;
use crate::lint::{Level, POSTGRES, Rule};

pub(super) const RULE: Rule = Rule {
    name: "blocking-index-drop",
    level: Level::Error,
    backends: POSTGRES,
    about: "An index is dropped on a table in use without CONCURRENTLY",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until every transaction before it has ended and the step is committed"),
    safer: "drop it CONCURRENTLY, outside a transaction: plan.drop_index_online(…)",
    page: include_str!("blocking_index_drop.md"),
    squawk: &[(Squawk::RequireConcurrentIndexDeletion, |of| matches!(of, Operation::DropIndex { .. }))],
    ..Rule::BLANK
};
