//! NOT NULL, for which every row is read.

use super::primary_key_change::adds_primary_key;
use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::statement::{Alter, Operation};

pub(super) const RULE: Rule = Rule {
    name: "not-null-scan",
    level: Level::Error,
    backends: POSTGRES,
    about: "SET NOT NULL reads the whole table while nobody else may",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until every row is read"),
    safer: "a check that it is not null, NOT VALID and then validated, before SET NOT NULL: plan.set_not_null_online(…)",
    versions: Some("PostgreSQL 12 and newer take a validated check for an answer"),
    page: include_str!("not_null_scan.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::AlterColumn { table, column, alter: Alter::SetNotNull } = &seen.operation
        else {
            return None;
        };
        let known = subject.existing(seen, table)?;
        if known.is_checked_not_null(column)
            || known.column(column).is_some_and(|column| column.not_null)
        {
            return None;
        }
        // A primary key reads the rows in any case, and is another rule's.
        if subject
            .seen
            .iter()
            .any(|other| other.table() == Some(table) && adds_primary_key(other, Some(column)))
        {
            return None;
        }
        let message = format!(
            "{table}.{column} becomes NOT NULL: every row is read, and one without a value fails it"
        );
        Some(Hit::of(table, Some(column), message))
    })
}
