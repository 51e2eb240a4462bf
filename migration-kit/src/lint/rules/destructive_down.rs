//! A `down` that brings back a shape without its values.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::{Operation, Verb};

pub(super) const RULE: Rule = Rule {
    name: "destructive-down",
    level: Level::Note,
    backends: ALL,
    about: "Rolling back the migration loses values",
    safer: "keep a copy of the values, in a table or a backup, until the release has proved itself",
    page: include_str!("destructive_down.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let Ok(down) = subject.down else { return Vec::new() };
    let mut hits = Vec::new();
    for operation in down.iter().flat_map(|parsed| &parsed.operations) {
        let (table, column, message) = match operation {
            Operation::CreateTable { table, .. } if subject.before.table(table).is_some() => {
                (table, None, format!("`down` brings {table} back without its rows"))
            }
            Operation::AddColumn { table, column } if is_known(subject, table, &column.name) => {
                let message =
                    format!("`down` brings {table}.{} back without its values", column.name);
                (table, Some(column.name.as_str()), message)
            }
            Operation::DropColumn { table, column } if is_known(subject, table, column) => (
                table,
                Some(column.as_str()),
                format!("`down` drops {table}.{column}, which `up` has not made"),
            ),
            Operation::DropTable { table } if subject.before.table(table).is_some() => {
                (table, None, format!("`down` drops {table}, which `up` has not made"))
            }
            Operation::Rows { table, verb: Verb::Delete | Verb::Truncate, .. }
                if subject.before.table(table).is_some() =>
            {
                (table, None, format!("`down` deletes rows of {table}"))
            }
            _ => continue,
        };
        hits.push(Hit::of(table, column, message));
    }
    hits
}

fn is_known(subject: &Subject<'_>, table: &str, column: &str) -> bool {
    subject.before.table(table).is_some_and(|of| of.column(column).is_some())
}
