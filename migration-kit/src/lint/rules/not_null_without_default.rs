//! A required column for rows that have no value for it.

use sea_orm::DbBackend;

use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "not-null-without-default",
    level: Level::Error,
    backends: ALL,
    about: "A NOT NULL column without a default is added to a table that may have rows",
    safer: "add it with a default, or nullable, fill it, and require it in a later step",
    page: include_str!("not_null_without_default.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::AddColumn { table, column } = &seen.operation else { return None };
        subject.existing(seen, table)?;
        let has_default =
            column.default.as_deref().is_some_and(|default| !default.eq_ignore_ascii_case("null"));
        if !column.not_null || has_default || column.generated || column.counts {
            return None;
        }
        let then = match subject.backend {
            DbBackend::MySql => "existing rows silently get an empty value",
            DbBackend::Sqlite => "it fails as soon as there is a row",
            _ => "it fails as soon as there is a row (23502)",
        };
        let name = &column.name;
        Some(Hit::of(table, Some(name), format!("{table}.{name} is NOT NULL and has no default: {then}")))
    })
}
