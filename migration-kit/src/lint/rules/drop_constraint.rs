//! A rule that the database does not keep any more.

use crate::lint::{ALL, Hit, Level, Rule, Subject, Table};
use crate::sql::statement::{Constraint, ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "drop-constraint",
    level: Level::Warning,
    backends: ALL,
    about: "A constraint is dropped, and rows that break it can come in",
    safer: "make sure that the code keeps the rule, or that it is no rule any more: `down` fails on rows that break it",
    page: include_str!("drop_constraint.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let is_about = matches!(
            &seen.operation,
            Operation::DropConstraint { .. }
                | Operation::DropIndex { .. }
                | Operation::RebuildTable { .. }
        );
        let Some(table) = seen.table().filter(|_| is_about) else { return Vec::new() };
        let (Some(before), Some(after)) =
            (subject.existing(seen, table), subject.after.table(table))
        else {
            return Vec::new();
        };
        let mut next = seen.before.clone();
        next.follow(&seen.operation, subject.number);
        let stays =
            |of: &Table, lost: &Constraint| of.constraints.iter().any(|kept| same(kept, lost));
        let next = next.table(table);
        let gone = before.constraints.iter().filter(|lost| {
            next.is_none_or(|next| !stays(next, lost))
                && !stays(after, lost)
                && !is_kept_otherwise(after, lost)
        });
        gone.map(|lost| {
            let name = lost.name.as_deref().or_else(|| seen.object());
            Hit::of(table, name, format!("{} of {table} is dropped", what(lost)))
        })
        .collect()
    })
}

/// Names and spellings do not count.
fn same(a: &Constraint, b: &Constraint) -> bool {
    use ConstraintKind as C;
    match (&a.kind, &b.kind) {
        (C::PrimaryKey { columns: a, .. }, C::PrimaryKey { columns: b, .. })
        | (C::Unique { columns: a, .. }, C::Unique { columns: b, .. }) => a == b,
        (
            C::ForeignKey { columns: a, parent: to_a, .. },
            C::ForeignKey { columns: b, parent: to_b, .. },
        ) => a == b && to_a == to_b,
        // A check is told by what it says; one that only says it otherwise is told by the number of
        // them.
        (C::Check(a), C::Check(b)) => a == b,
        (C::Other, C::Other) => true,
        _ => false,
    }
}

/// A check that a column is not null goes when the column says so itself, and an enum's changes
/// with its values; keys of columns that go are another rule's, and a unique index is as good as a
/// constraint.
fn is_kept_otherwise(after: &Table, lost: &Constraint) -> bool {
    match &lost.kind {
        ConstraintKind::Check(condition) => {
            let column = condition.to_string().to_lowercase();
            let column = column.trim_matches(['(', ')']).strip_suffix(" is not null");
            let not_null = column
                .and_then(|column| after.column(column))
                .is_some_and(|column| column.not_null);
            let checks =
                after.constraints.iter().filter(|of| matches!(of.kind, ConstraintKind::Check(_)));
            let first = condition.names().next();
            let same_column = |of: &Constraint| match &of.kind {
                ConstraintKind::Check(of) => {
                    first.is_some_and(|name| of.names().any(|of| of == name))
                }
                _ => false,
            };
            not_null || checks.into_iter().any(same_column)
        }
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
            columns.iter().any(|column| after.column(column).is_none())
                || after
                    .keys()
                    .iter()
                    .any(|key| key.unique && key.predicate.is_none() && key.columns == *columns)
        }
        ConstraintKind::ForeignKey { columns, .. } => {
            columns.iter().any(|column| after.column(column).is_none())
        }
        ConstraintKind::Other => false,
    }
}

fn what(lost: &Constraint) -> String {
    match &lost.kind {
        ConstraintKind::PrimaryKey { .. } => "the primary key".to_owned(),
        ConstraintKind::Unique { columns, .. } => {
            format!("the unique constraint on {}", columns.join(", "))
        }
        ConstraintKind::ForeignKey { columns, parent, .. } => {
            format!("the foreign key from {} to {parent}", columns.join(", "))
        }
        ConstraintKind::Check(condition) => format!("the check {condition}"),
        ConstraintKind::Other => "a constraint".to_owned(),
    }
}
