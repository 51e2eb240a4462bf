//! Rows of a table in use that one UPDATE changes all together.

use crate::lint::{Hit, Level, Rule, SERVERS, Subject};
use crate::sql::statement::{Operation, Verb};

pub(super) const RULE: Rule = Rule {
    name: "backfill-in-one-statement",
    level: Level::Warning,
    backends: SERVERS,
    about: "One statement changes every row of a table",
    lock: Some("a lock on every row that it changes, until the migration is committed"),
    blocks: Some("writes to those rows, and the clean-up of old versions"),
    safer: "change them in batches by primary key, each in a transaction of its own, in a migration without a transaction: plan.backfill(…)",
    page: include_str!("backfill_in_one_statement.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::Rows { table, verb: Verb::Update, filter, batched: false } = &seen.operation
        else {
            return None;
        };
        subject.existing(seen, table)?;
        // What takes the rows that have nothing yet takes nearly all of them.
        let takes_all =
            filter.as_deref().is_none_or(|filter| filter.to_lowercase().ends_with(" is null"));
        let message =
            || format!("one UPDATE changes all rows of {table} that it finds, in one transaction");
        takes_all.then(|| Hit::of(table, None, message()))
    })
}
