//! An enum value that is used before it can be.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::statement::Operation;
use crate::sql::tokens::Token;

pub(super) const RULE: Rule = Rule {
    name: "enum-value-in-its-transaction",
    level: Level::Error,
    backends: POSTGRES,
    about: "An enum value is added and used in one transaction, which PostgreSQL refuses",
    safer: "use the value in a later migration",
    versions: Some(
        "PostgreSQL 12 and newer; before, ADD VALUE could not run in a transaction at all",
    ),
    page: include_str!("enum_value_in_its_transaction.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    if !subject.in_transaction {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for seen in subject.seen {
        let Operation::AddValue { ty, value, .. } = &seen.operation else { continue };
        let uses = |parsed: &crate::sql::statement::Parsed| {
            let is_use = |word: &Token| matches!(word, Token::Text(text) if text == value);
            let changes_type = |of: &Operation| {
                matches!(of, Operation::AddValue { .. } | Operation::RenameValue { .. })
            };
            parsed.words.iter().any(is_use) && !parsed.operations.iter().any(changes_type)
        };
        let later = subject.statements.iter().enumerate().skip(seen.statement);
        if let Some((statement, _)) = later.into_iter().find(|(_, parsed)| parsed.iter().any(uses))
        {
            let message = format!(
                "{ty} gets the value '{value}', and the same transaction uses it, which fails (55P04)"
            );
            hits.push(Hit {
                statement: Some(statement),
                object: Some(value.clone()),
                ..Hit::of_migration(message)
            });
        }
    }
    hits
}
