//! A required column for rows that have no value for it.

use crate::dialect::lint;
use crate::lint::{ALL, Hit, Level, Rule, Seen, Subject};
use crate::sql::statement::{Column, Constraint, ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "not-null-without-default",
    level: Level::Error,
    backends: ALL,
    about: "A NOT NULL column without a default is added to a table that may have rows",
    safer: "add it with a default, or nullable, fill it, and require it in a later migration",
    page: include_str!("not_null_without_default.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let Some(table) = seen.table() else { return Vec::new() };
        if subject.existing(seen, table).is_none() {
            return Vec::new();
        }
        let then = lint::of(subject.backend).required_column();
        let hit = |column: &Column| {
            let name = &column.name;
            let message = format!("{table}.{name} is NOT NULL and has no default: {then}");
            Hit::of(table, Some(name), message)
        };
        new_columns(seen).into_iter().filter(|column| has_no_value(column)).map(hit).collect()
    })
}

/// The columns that rows have not had, and that nothing fills.
fn new_columns(seen: &Seen) -> Vec<&Column> {
    match &seen.operation {
        Operation::AddColumn { column, .. } => vec![column],
        Operation::RebuildTable { table, columns, constraints, renamed, filled, .. } => {
            let known = seen.before.table(table);
            let is_key = |column: &Column| {
                let of_table = |of: &Constraint| matches!(&of.kind, ConstraintKind::PrimaryKey { columns, .. } if *columns == [column.name.as_str()]);
                column.primary_key || constraints.iter().any(of_table)
            };
            let has_value = |column: &Column| {
                known.is_none_or(|known| known.column(&column.name).is_some())
                    || renamed.iter().any(|(_, to)| *to == column.name)
                    || filled.contains(&column.name)
                    // SQLite counts it by itself
                    // (https://www.sqlite.org/lang_createtable.html#rowid).
                    || (column.ty == "integer" && is_key(column))
            };
            columns.iter().filter(|column| !has_value(column)).collect()
        }
        _ => Vec::new(),
    }
}

fn has_no_value(column: &Column) -> bool {
    let has_default =
        column.default.as_deref().is_some_and(|default| !default.eq_ignore_ascii_case("null"));
    column.not_null && !has_default && !column.generated && !column.counts
}
