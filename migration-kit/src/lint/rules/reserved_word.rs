//! A name that has to be quoted.

use crate::dialect::lint;
use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "reserved-word",
    level: Level::Note,
    backends: ALL,
    about: "A table or a column has a reserved word for its name",
    safer: "another name: SQL by hand has to quote this one every time",
    page: include_str!("reserved_word.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let names: Vec<(&str, Option<&str>)> = match &seen.operation {
            Operation::CreateTable { table, columns, .. } => {
                let columns =
                    columns.iter().map(|column| (table.as_str(), Some(column.name.as_str())));
                std::iter::once((table.as_str(), None)).chain(columns).collect()
            }
            Operation::AddColumn { table, column } => vec![(table, Some(column.name.as_str()))],
            Operation::RenameColumn { table, to, .. } => vec![(table, Some(to))],
            Operation::RenameTable { to, .. } => vec![(to, None)],
            _ => Vec::new(),
        };
        let words = lint::of(subject.backend).reserved_words();
        let is_reserved = |name: &str| words.contains(name.to_lowercase().as_str());
        let reserved =
            names.into_iter().filter(|(table, column)| is_reserved(column.unwrap_or(table)));
        let backend = subject.backend.name();
        reserved
            .map(|(table, column)| {
                let name = column.unwrap_or(table);
                Hit::of(table, column, format!("{name} is a reserved word of {backend}"))
            })
            .collect()
    })
}
