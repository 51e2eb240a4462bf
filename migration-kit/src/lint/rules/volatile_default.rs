//! A default that is another one for each row.

use crate::Backend;
use crate::dialect::lint;
use crate::lint::{Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "volatile-default",
    level: Level::Error,
    backends: &[Backend::Postgres, Backend::Sqlite],
    about: "A column is added with a default that every existing row has to be given",
    lock: Some("ACCESS EXCLUSIVE on the table (PostgreSQL)"),
    blocks: Some(
        "reads and writes, until the table is written again; SQLite refuses when there are rows",
    ),
    safer: "add the column without it, set the default, and fill existing rows in batches in a later migration",
    versions: Some(
        "PostgreSQL 11 and newer keep a default that is the same for every row without writing any",
    ),
    page: include_str!("volatile_default.md"),
    squawk: &[("adding-field-with-default", |_, seen| {
        matches!(seen.operation, Operation::AddColumn { .. })
    })],
    find,
};

/// SQLite takes only a constant; squawk tells the rest.
fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::AddColumn { table, column } = &seen.operation else { return None };
        let constant = lint::of(subject.backend).added_default_is_constant();
        subject.existing(seen, table).filter(|_| constant)?;
        let default = column.default.as_deref()?;
        let is_time = ["current_timestamp", "current_date", "current_time"];
        let varies = default.starts_with('(') || is_time.contains(&default.to_lowercase().as_str());
        let name = &column.name;
        let message = || {
            format!("{table}.{name} defaults to {default}, which SQLite refuses for a table that has rows")
        };
        varies.then(|| Hit::of(table, Some(name), message()))
    })
}
