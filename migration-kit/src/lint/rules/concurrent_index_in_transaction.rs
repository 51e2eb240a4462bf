//! CONCURRENTLY, where it cannot run.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "concurrent-index-in-transaction",
    level: Level::Error,
    backends: POSTGRES,
    about: "CREATE or DROP INDEX CONCURRENTLY in a transaction, which PostgreSQL refuses",
    safer: "give the index a migration of its own, whose use_transaction() is Some(false)",
    page: include_str!("concurrent_index_in_transaction.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let concurrently = match &seen.operation {
            Operation::CreateIndex { index, .. } => index.concurrently,
            Operation::DropIndex { concurrently, .. } => *concurrently,
            _ => false,
        };
        let name = seen.object().unwrap_or("an index");
        let message = || {
            format!("{name} is made or dropped CONCURRENTLY in a transaction, which fails (25001)")
        };
        let hit =
            || Hit { table: seen.table().map(str::to_owned), ..Hit::of("", Some(name), message()) };
        (concurrently && subject.in_transaction).then(hit)
    })
}
