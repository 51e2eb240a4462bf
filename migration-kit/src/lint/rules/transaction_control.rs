//! Transactions that are the kit's and not the migration's.

use crate::dialect::effects::Effect;
use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "transaction-control",
    level: Level::Warning,
    backends: ALL,
    about: "The migration begins or ends a transaction that the kit ends or begins",
    safer: "let use_transaction() be Some(false), and end there each transaction that is begun",
    page: include_str!("transaction_control.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| match &effects[at] {
        Effect::Ends(by) if subject.in_transaction => {
            let message = format!("{by} ends the transaction of the migration: what came before is no longer rolled back with it");
            Some((by.clone(), message))
        }
        Effect::Begins(by) if subject.in_transaction => {
            Some((by.clone(), format!("{by} in the transaction of the migration, which has begun already")))
        }
        Effect::Begins(by) if !effects[at..].iter().any(|later| matches!(later, Effect::Ends(_))) => {
            Some((by.clone(), format!("{by} begins a transaction that the migration does not end: it is rolled back")))
        }
        Effect::LocksTables => {
            let message = "LOCK TABLES commits what came before, and keeps the session from all other tables, the history's included";
            Some(("LOCK TABLES".to_owned(), message.to_owned()))
        }
        _ => None,
    })
}
