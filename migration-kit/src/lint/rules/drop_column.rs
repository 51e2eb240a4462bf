//! A column that goes, with its values.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "drop-column",
    level: Level::Warning,
    backends: ALL,
    about: "A column is dropped with its values",
    safer: "deploy code that does not name the column first, and drop it in a later release",
    page: include_str!("drop_column.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let Some(table) = seen.table().filter(|table| subject.existing(seen, table).is_some())
        else {
            return Vec::new();
        };
        let goes = |column: &String| {
            let message = format!(
                "{table}.{column} is dropped with its values, and code that still runs may name it"
            );
            Hit::of(table, Some(column), message)
        };
        let dropped = seen.dropped_columns();
        dropped.iter().filter(|column| !subject.switches(table, column)).map(goes).collect()
    })
}
