//! A column that code in use knows by its old name.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "rename-column",
    level: Level::Warning,
    backends: ALL,
    about: "A column is renamed, and code that still runs names the old one",
    safer: "add the new column, write both, fill it, read the new one, and drop the old one in a later release",
    page: include_str!("rename_column.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let (table, renamed) = match &seen.operation {
            Operation::RenameColumn { table, column, to } => {
                (table, vec![(column.clone(), to.clone())])
            }
            Operation::RebuildTable { table, renamed, .. } => (table, renamed.clone()),
            _ => return Vec::new(),
        };
        let Some(known) = subject.existing(seen, table) else { return Vec::new() };
        let renamed = renamed
            .iter()
            .filter(|(from, to)| known.column(from).is_some() && !subject.switches(table, to));
        renamed
            .map(|(from, to)| {
                let message =
                    format!("{table}.{from} becomes {to}, and code that still runs names {from}");
                Hit::of(table, Some(from), message)
            })
            .collect()
    })
}
