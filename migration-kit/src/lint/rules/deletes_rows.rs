//! Every row of a table that goes.

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::{Operation, Verb};

pub(super) const RULE: Rule = Rule {
    name: "deletes-rows",
    level: Level::Warning,
    backends: ALL,
    about: "All rows of a table are deleted",
    safer: "say with WHERE which rows go, and keep a copy of them until the release has proved itself",
    page: include_str!("deletes_rows.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::Rows { table, verb: Verb::Delete | Verb::Truncate, filter: None, .. } =
            &seen.operation
        else {
            return None;
        };
        subject.existing(seen, table)?;
        Some(Hit::of(
            table,
            None,
            format!("all rows of {table} are deleted, and `down` cannot bring them back"),
        ))
    })
}
