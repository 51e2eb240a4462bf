//! A table that code in use knows by its old name.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "rename-table",
    level: Level::Warning,
    backends: ALL,
    about: "A table is renamed, and code that still runs names the old one",
    safer: "leave a view of the old name until nothing reads it, or keep the name and set `table_name` in the entity",
    page: include_str!("rename_table.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::RenameTable { table, to } = &seen.operation else { return None };
        subject.existing(seen, table)?;
        Some(Hit::of(
            table,
            None,
            format!("{table} becomes {to}, and code that still runs names {table}"),
        ))
    })
}
