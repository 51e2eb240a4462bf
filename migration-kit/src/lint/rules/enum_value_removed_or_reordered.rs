//! An enum that loses a value or changes the order of its values.

use crate::lint::enums::values;
use crate::lint::{ALL, Ground, Hit, Level, Rule, Subject};
use crate::sql::statement::{Alter, Operation};

pub(super) const RULE: Rule = Rule {
    name: "enum-value-removed-or-reordered",
    level: Level::Warning,
    backends: ALL,
    about: "An enum loses a value, or its values change their order",
    safer: "give the rows another value first; where the order has to change, say so in ORDER BY instead",
    page: include_str!("enum_value_removed_or_reordered.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let Some(table) = seen.table().filter(|table| subject.existing(seen, table).is_some())
        else {
            return Vec::new();
        };
        let columns: Vec<&str> = match &seen.operation {
            Operation::ModifyColumn { column, .. } => vec![column.name.as_str()],
            Operation::AlterColumn { column, alter: Alter::Type { .. }, .. } => {
                vec![column.as_str()]
            }
            Operation::RebuildTable { columns, .. } => {
                columns.iter().map(|column| column.name.as_str()).collect()
            }
            _ => return Vec::new(),
        };
        let mut next = seen.before.clone();
        next.follow(&seen.operation, subject.number);
        columns
            .iter()
            .filter_map(|column| lost(subject, &seen.before, &next, table, column))
            .collect()
    })
}

fn lost(
    subject: &Subject<'_>,
    before: &Ground,
    after: &Ground,
    table: &str,
    column: &str,
) -> Option<Hit> {
    let old = values(subject.backend, before, table, column)?;
    let new = values(subject.backend, after, table, column)?;
    let removed: Vec<&str> =
        old.iter().filter(|value| !new.contains(value)).map(String::as_str).collect();
    let kept = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|value| other.contains(value)).cloned().collect()
    };
    let message = if !removed.is_empty() {
        format!(
            "{table}.{column} can be {} no more, and a row that has it is in the way",
            removed.join(", ")
        )
    } else if kept(&old, &new) != kept(&new, &old) {
        format!(
            "the values of {table}.{column} change their order, and so do rows that are sorted by it"
        )
    } else {
        return None;
    };
    Some(Hit::of(table, Some(column), message))
}
