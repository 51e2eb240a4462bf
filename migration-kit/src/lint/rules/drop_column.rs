//! A column that goes, with its values.

use sea_orm::DbBackend;

use crate::lint::sql::Operation;
use crate::lint::{Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "drop-column",
    level: Level::Warning,
    backends: &[DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite],
    about: "A column is dropped with its values",
    lock: None,
    blocks: None,
    safer: "deploy code that does not name the column first, and drop it in a later release",
    versions: None,
    page: include_str!("drop_column.md"),
    squawk: &[],
    find,
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let (table, column) = match &seen.operation {
            Operation::DropColumn { table, column } => (table, column),
            Operation::RebuildTable { table, dropped, .. } => (table, dropped.first()?),
            _ => return None,
        };
        subject.existing(seen, table)?;
        Some(Hit::of(
            table,
            Some(column),
            format!("{table}.{column} is dropped with its values, and code that still runs may name it"),
        ))
    })
}
