//! Another role than the one that the run has.

use crate::dialect::effects::Effect;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};

pub(super) const RULE: Rule = Rule {
    name: "session-role",
    level: Level::Warning,
    backends: SERVERS,
    about: "The migration goes on as another role",
    safer: "GRANT what is missing, and ALTER TABLE … OWNER TO; on PostgreSQL SET LOCAL ROLE, which ends with the transaction",
    page: include_str!("session_role.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| {
        let Effect::Sets(name) = &effects[at] else { return None };
        let is_reset =
            effects[at..].iter().any(|later| matches!(later, Effect::Resets(reset) if reset == name));
        let is_role = ["role", "session_authorization"].contains(&name.as_str());
        (is_role && !is_reset).then(|| {
            let message =
                "what the migration makes from here on belongs to another role, and other rights decide";
            (name.clone(), message.to_owned())
        })
    })
}
