//! A type for which every row is written again.

use crate::dialect::retype;
use crate::lint::{Hit, Level, Rule, SERVERS, Seen, Subject};
use crate::sql::statement::{Alter, Operation};

pub(super) const RULE: Rule = Rule {
    name: "type-change-rewrites",
    level: Level::Warning,
    backends: SERVERS,
    about: "A column gets a type for which the server writes the whole table again",
    lock: Some("ACCESS EXCLUSIVE on PostgreSQL, SHARED NO WRITE on MySQL"),
    blocks: Some("reads and writes (on MySQL writes), until the table is written again"),
    safer: "add a column of the new type, fill it in batches, and switch to it: generate --online",
    page: include_str!("type_change_rewrites.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        // With INSTANT or INPLACE MySQL refuses rather than copy.
        if seen.how.algorithm.as_deref().is_some_and(|algorithm| algorithm != "copy") {
            return Vec::new();
        }
        let written = retyped(subject, seen)
            .into_iter()
            .filter(|of| retype::of(subject.backend).rewrites(&of.from, &of.to));
        written
            .map(|of| {
                let message = format!(
                    "{}.{} goes from {} to {}: {} is written again",
                    of.table, of.column, of.from, of.to, of.table
                );
                Hit::of(&of.table, Some(&of.column), message)
            })
            .collect()
    })
}

/// A column of a table in use that gets another type.
pub(super) struct Retyped {
    pub table: String,
    pub column: String,
    pub from: String,
    pub to: String,
}

pub(super) fn retyped(subject: &Subject<'_>, seen: &Seen) -> Vec<Retyped> {
    let (table, columns): (_, Vec<(&str, &str)>) = match &seen.operation {
        Operation::AlterColumn { table, column, alter: Alter::Type { ty, .. } } => {
            (table, vec![(column, ty)])
        }
        Operation::ModifyColumn { table, column } => (table, vec![(&column.name, &column.ty)]),
        Operation::RebuildTable { table, columns, renamed, .. } => {
            let old = |new: &'_ str| {
                renamed.iter().find(|(_, to)| to == new).map(|(from, _)| from.as_str())
            };
            let of = |column: &'_ crate::sql::statement::Column| -> (String, String) {
                (old(&column.name).unwrap_or(&column.name).to_owned(), column.ty.clone())
            };
            return columns
                .iter()
                .map(of)
                .filter_map(|(name, to)| change(subject, seen, table, &name, &to))
                .collect();
        }
        _ => return Vec::new(),
    };
    columns.into_iter().filter_map(|(name, to)| change(subject, seen, table, name, to)).collect()
}

fn change(
    subject: &Subject<'_>,
    seen: &Seen,
    table: &str,
    column: &str,
    to: &str,
) -> Option<Retyped> {
    let from = &subject.existing(seen, table)?.column(column)?.ty;
    let changes = || Retyped {
        table: table.to_owned(),
        column: column.to_owned(),
        from: from.clone(),
        to: to.to_owned(),
    };
    (from != to).then(changes)
}
