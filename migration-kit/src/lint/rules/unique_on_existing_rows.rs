//! A rule that existing rows may break.

use crate::lint::{ALL, Hit, Level, Rule, Subject, Table};
use crate::sql::statement::{ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "unique-on-existing-rows",
    level: Level::Warning,
    backends: ALL,
    about: "A unique index or constraint on columns whose rows may hold a value twice",
    safer: "look for rows that share a value first (GROUP BY … HAVING count(*) > 1), and decide which of them stays",
    page: include_str!("unique_on_existing_rows.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let Some(table) = seen.table() else { return Vec::new() };
        let Some(known) = subject.existing(seen, table) else { return Vec::new() };
        let unique: Vec<Vec<String>> = match &seen.operation {
            Operation::CreateIndex { index, .. } if index.unique => vec![index.parts.clone()],
            Operation::AddConstraint { constraint, .. } => match &constraint.kind {
                ConstraintKind::Unique { columns, using_index: None }
                | ConstraintKind::PrimaryKey { columns, using_index: None } => {
                    vec![columns.clone()]
                }
                _ => Vec::new(),
            },
            Operation::RebuildTable { .. } => {
                let mut next = seen.before.clone();
                next.follow(&seen.operation, subject.number);
                let keys = next.table(table).map(|of| of.keys()).unwrap_or_default();
                keys.into_iter().filter(|key| key.unique).map(|key| key.columns).collect()
            }
            _ => Vec::new(),
        };
        let before = subject.before.table(table);
        let has = |of: &Table, columns: &[String]| {
            of.keys().iter().any(|key| key.unique && key.columns == columns)
        };
        // A rebuild makes again what there was.
        let is_news = |columns: &&Vec<String>| {
            !has(known, columns.as_slice())
                && !before.is_some_and(|before| has(before, columns.as_slice()))
        };
        // A column that has just been added holds NULL, which is equal to nothing.
        let has_values = |columns: &&Vec<String>| {
            before.is_none_or(|before| {
                columns
                    .iter()
                    .all(|column| before.column(column).is_some() || known.column(column).is_none())
            })
        };
        let told = unique.iter().filter(is_news).filter(has_values).map(|columns| {
            let columns = columns.join(", ");
            let message = format!(
                "{columns} of {table} becomes unique: it fails where two rows have the same"
            );
            Hit::of(table, seen.object(), message)
        });
        told.collect()
    })
}
