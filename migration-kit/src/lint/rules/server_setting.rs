//! A setting that is not the session's.

use crate::dialect::effects::Effect;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};

pub(super) const RULE: Rule = Rule {
    name: "server-setting",
    level: Level::Error,
    backends: SERVERS,
    about: "The migration changes a setting of the server, the database or a role",
    safer: "set it where the server is configured; for the migration alone SET LOCAL, on MySQL SET SESSION",
    page: include_str!("server_setting.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| {
        let Effect::SetsServer(name) = &effects[at] else { return None };
        Some((
            name.clone(),
            format!("{name} outlives the migration, for others than the migrations, too"),
        ))
    })
}
