//! Locks that are the kit's and not the migration's.

use crate::dialect::effects::Effect;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};

pub(super) const RULE: Rule = Rule {
    name: "releases-lock",
    level: Level::Error,
    backends: SERVERS,
    about: "The migration frees the migration lock, or what else the session holds for the run",
    safer: "free by its key what the migration itself has locked, or take pg_advisory_xact_lock(), which ends with the transaction",
    page: include_str!("releases_lock.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| match &effects[at] {
        Effect::Unlocks { key: Some(key), .. }
            if effects[..at].iter().any(|of| matches!(of, Effect::Locks(locked) if locked == key)) =>
        {
            None
        }
        Effect::Unlocks { what, key } => {
            let frees = if key.is_some() { "frees a lock that the migration has not taken" } else { "frees the migration lock" };
            Some((what.clone(), format!("{what} {frees}: another process may migrate beside this one")))
        }
        Effect::ForgetsPrepared => {
            let message = "DEALLOCATE ALL takes away the statements that the driver has prepared, and its next one fails";
            Some(("DEALLOCATE ALL".to_owned(), message.to_owned()))
        }
        _ => None,
    })
}
