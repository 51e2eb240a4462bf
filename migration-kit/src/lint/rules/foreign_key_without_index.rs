//! A foreign key that nothing finds rows by.

use crate::Backend;
use crate::lint::{Hit, Level, Rule, Subject};
use crate::sql::statement::{Constraint, ConstraintKind};

pub(super) const RULE: Rule = Rule {
    name: "foreign-key-without-index",
    level: Level::Warning,
    backends: &[Backend::Postgres, Backend::Sqlite],
    about: "A foreign key has no index that begins with its columns",
    safer: "an index on the columns of the foreign key",
    page: include_str!("foreign_key_without_index.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, [before, after]) in subject.before.unlike(subject.after) {
        let Some(after) = after else { continue };
        let is_new = |constraint: &&Constraint| {
            before.is_none_or(|of| of.constraints.iter().all(|old| old.kind != constraint.kind))
        };
        for constraint in after.constraints.iter().filter(is_new) {
            let ConstraintKind::ForeignKey { columns, parent, .. } = &constraint.kind else {
                continue;
            };
            // A later migration may have made the index, or taken the key away.
            let Some(end) = subject.end.table(table) else { continue };
            let stays = end.constraints.iter().any(|of| of.kind == constraint.kind);
            if stays && !after.finds_by(columns, None) && !end.finds_by(columns, None) {
                let columns = columns.join(", ");
                let message =
                    format!("{table}.{columns} references {parent}, and no index begins with it");
                let at = subject
                    .seen
                    .iter()
                    .find(|seen| seen.table() == Some(table))
                    .map(|seen| seen.statement);
                hits.push(Hit { statement: at, ..Hit::of(table, Some(&columns), message) });
            }
        }
    }
    hits
}
