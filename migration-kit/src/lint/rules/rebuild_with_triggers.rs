//! A rebuild by hand that loses what belongs to the table.

use crate::Backend;
use crate::lint::{Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "rebuild-with-triggers",
    level: Level::Warning,
    backends: &[Backend::Sqlite],
    about: "A table is made anew by hand, and its triggers are not",
    safer: "ops::rebuild_table, which makes indexes and triggers again",
    page: include_str!("rebuild_with_triggers.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::RebuildTable { table, dropped: None, .. } = &seen.operation else {
            return None;
        };
        let known = subject.existing(seen, table)?;
        let after = subject.after.table(table)?;
        let lost: Vec<&str> = known
            .triggers
            .iter()
            .filter(|name| !after.triggers.contains(name))
            .map(String::as_str)
            .collect();
        let message =
            || format!("{table} is made anew, and loses its triggers: {}", lost.join(", "));
        (!lost.is_empty()).then(|| Hit::of(table, lost.first().copied(), message()))
    })
}
