//! A table that goes, with its rows.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "drop-table",
    level: Level::Warning,
    backends: ALL,
    about: "A table is dropped with its rows",
    safer: "deploy code that does not name the table first, keep a copy, and drop it in a later release",
    page: include_str!("drop_table.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::DropTable { table } = &seen.operation else { return None };
        subject.existing(seen, table)?;
        Some(Hit::of(
            table,
            None,
            format!("{table} is dropped with its rows, and code that still runs may name it"),
        ))
    })
}
