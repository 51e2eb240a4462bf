//! Changes that a failure tears apart.

use crate::dialect::ddl;
use crate::lint::{ALL, Hit, Level, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "several-changes-without-transaction",
    level: Level::Note,
    backends: ALL,
    about: "Several changes of the schema without a transaction",
    safer: "one change in each migration: what fails then has changed nothing, and can be run again",
    page: include_str!("several_changes_without_transaction.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    // MySQL commits after each of them, whatever the migration says. One that goes on where it was
    // ended is not torn apart.
    if subject.goes_on || (subject.in_transaction && ddl::of(subject.backend).transactional()) {
        return Vec::new();
    }
    let mut statements: Vec<usize> = Vec::new();
    for seen in subject.seen.iter().filter(|seen| seen.is_definition()) {
        // What belongs to a table that the migration has made goes with it.
        let made =
            |table: &str| seen.before.table(table).is_some_and(|of| of.migration == subject.number);
        let belongs = !matches!(seen.operation, Operation::CreateTable { .. })
            && seen.table().is_some_and(made);
        if !belongs && statements.last() != Some(&seen.statement) {
            statements.push(seen.statement);
        }
    }
    let message = || {
        format!("{} changes of the schema: when one fails, those before it stay", statements.len())
    };
    let hit =
        |statement: &usize| Hit { statement: Some(*statement), ..Hit::of_migration(message()) };
    statements.get(1).map(hit).into_iter().collect()
}
