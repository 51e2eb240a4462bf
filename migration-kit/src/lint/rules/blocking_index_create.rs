//! An index that is built while nobody may write.

use sea_orm::DbBackend;
use squawk_linter::Rule as Squawk;

use crate::lint::{Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "blocking-index-create",
    level: Level::Error,
    backends: &[DbBackend::Postgres],
    about: "An index is built on a table in use without CONCURRENTLY",
    lock: Some("SHARE on the table"),
    blocks: Some("writes, until the index is built"),
    safer: "create it CONCURRENTLY, outside a transaction: plan.create_index_online(…)",
    versions: None,
    page: include_str!("blocking_index_create.md"),
    squawk: &[Squawk::RequireConcurrentIndexCreation],
    find,
};

/// squawk finds it.
fn find(_: &Subject<'_>) -> Vec<Hit> {
    Vec::new()
}
