//! A change for which MySQL copies the table.

use crate::Backend;
use crate::lint::{Hit, Level, Rule, Subject};
use crate::sql::statement::{ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "copies-table",
    level: Level::Warning,
    backends: &[Backend::MySql],
    about: "MySQL and MariaDB copy the table for this",
    lock: Some("SHARED NO WRITE on the table"),
    blocks: Some("writes, until the table is copied"),
    safer: "plan.alter_online(…), which fails rather than copy; else in a quiet hour, or with pt-online-schema-change or gh-ost",
    page: include_str!("copies_table.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let unchecked = subject.any(|of| {
        matches!(of, Operation::Set { name, value } if name == "foreign_key_checks" && value.as_deref() != Some("1"))
    });
    subject.hits(|seen| {
        let table = seen.table()?;
        subject.existing(seen, table)?;
        let what = match &seen.operation {
            _ if seen.how.algorithm.as_deref() == Some("copy") => "ALGORITHM=COPY",
            // It fails rather than copy.
            _ if seen.how.algorithm.is_some() => return None,
            Operation::AddConstraint { constraint, .. } => match constraint.kind {
                ConstraintKind::ForeignKey { .. } if !unchecked => "adding a foreign key",
                ConstraintKind::Check(_) => "adding a check",
                _ => return None,
            },
            Operation::DropConstraint { name, .. } if name == "primary" => {
                "dropping the primary key"
            }
            Operation::AddColumn { column, .. }
                if column.default.as_deref().is_some_and(|of| of.starts_with('(')) =>
            {
                "a default that is computed for each row"
            }
            _ => return None,
        };
        Some(Hit::of(
            table,
            seen.object(),
            format!("{what} copies {table}, and writes wait for it"),
        ))
    })
}
