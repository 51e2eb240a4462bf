//! A migration that waits for a table as long as it takes.

use crate::lint::{Hit, Level, POSTGRES, Rule, Subject};
use crate::sql::statement::Operation;

pub(super) const RULE: Rule = Rule {
    name: "missing-lock-timeout",
    level: Level::Warning,
    backends: POSTGRES,
    about: "The migration takes away the limit on how long it waits for a table",
    lock: Some("any, while it waits for it"),
    blocks: Some("everything that comes after it on the table, for as long as the migration waits"),
    safer: "leave lock_timeout as the kit has set it, or set another one: SET LOCAL lock_timeout = '10s'",
    page: include_str!("missing_lock_timeout.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::Set { name, value } = &seen.operation else { return None };
        let is_reset = value.is_none() && (name == "lock_timeout" || name == "all");
        let value = value.as_deref().unwrap_or_default().trim_matches('\'');
        let is_none = value == "default" || value.trim_end_matches(char::is_alphabetic).trim() == "0";
        let takes_away = is_reset || (name == "lock_timeout" && is_none);
        takes_away.then(|| {
            Hit::of_migration(
                "after this the migration waits for a table without an end, and everybody behind it",
            )
        })
    })
}
