//! An exclusion constraint whose index is built while nobody may read.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::statement::{ConstraintKind, Operation};

pub(super) const RULE: Rule = Rule {
    name: "blocking-exclusion",
    level: Level::Warning,
    backends: POSTGRES,
    about: "An exclusion constraint builds its index on a table in use",
    lock: Some("ACCESS EXCLUSIVE on the table"),
    blocks: Some("reads and writes, until the index is built"),
    safer: "there is no other form: do it where rows are few or in a quiet hour, with a lock timeout",
    page: include_str!("blocking_exclusion.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.all_hits(|seen| {
        let Operation::AddConstraint { table, constraint } = &seen.operation else {
            return Vec::new();
        };
        // PostgreSQL has no other kind that the reader of statements does not tell.
        let is_exclusion = constraint.kind == ConstraintKind::Other;
        if !is_exclusion || subject.existing(seen, table).is_none() {
            return Vec::new();
        }
        let name = constraint.name.as_deref();
        let message = format!(
            "nobody reads or writes {table} until the index of the exclusion constraint is built"
        );
        vec![Hit::of(table, name, message)]
    })
}
