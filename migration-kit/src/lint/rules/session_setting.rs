//! A setting of the session that holds longer than the transaction.

use crate::dialect::effects::Effect;
use crate::dialect::lint;
use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "session-setting",
    level: Level::Note,
    backends: ALL,
    about: "The migration changes a setting of the session",
    safer: "on PostgreSQL SET LOCAL, which ends with the transaction; elsewhere set it back at the end of the migration",
    page: include_str!("session_setting.md"),
    find,
    ..Rule::BLANK
};

/// What rules of their own are about.
const OTHERS: [&str; 3] = ["role", "session_authorization", "search_path"];

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| {
        let Effect::Sets(name) = &effects[at] else { return None };
        let is_set = |effect: &&Effect| matches!(effect, Effect::Sets(set) if set == name);
        let is_reset = |later: &Effect| matches!(later, Effect::Resets(reset) if reset == "all" || reset == name);
        // Without RESET, a setting is put back by setting it once more.
        let is_put_back = effects[at..].iter().any(is_reset)
            || (!lint::of(subject.backend).resets_settings() && effects.iter().filter(is_set).count() > 1);
        (!OTHERS.contains(&name.as_str()) && !is_put_back).then(|| {
            let message = format!("{name} holds for all that the session does from here on, with the stock executor for the next migrations, too");
            (name.clone(), message)
        })
    })
}
