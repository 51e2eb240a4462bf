//! An index that is built while nobody may write.

use crate::lint::{Level, POSTGRES, Rule};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "blocking-index-create",
    level: Level::Error,
    backends: POSTGRES,
    about: "An index is built on a table in use without CONCURRENTLY",
    lock: Some("SHARE on the table"),
    blocks: Some("writes, until the index is built"),
    safer: "create it CONCURRENTLY, outside a transaction: plan.create_index_online(…)",
    page: include_str!("blocking_index_create.md"),
    squawk: &[("require-concurrent-index-creation", |_, seen| {
        matches!(seen.operation, Operation::CreateIndex { .. })
    })],
    ..Rule::BLANK
};
