//! Another database, or another search path, than the one in which the history stands.

use crate::dialect::effects::Effect;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};

pub(super) const RULE: Rule = Rule {
    name: "session-database",
    level: Level::Warning,
    backends: SERVERS,
    about: "The migration goes on in another database or schema",
    safer: "name the schema with the table: app.notes; on PostgreSQL SET LOCAL search_path, which ends with the transaction",
    page: include_str!("session_database.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.effect_hits(|effects, at| match &effects[at] {
        Effect::Uses(database) => {
            let message =
                format!("tables without a database before their name are those of {database} from here on");
            Some((database.clone(), message))
        }
        Effect::Sets(name) if name == "search_path" => {
            let is_reset =
                |later: &Effect| matches!(later, Effect::Resets(reset) if reset == "all" || reset == name);
            let message =
                "tables without a schema before their name are looked for in other schemas from here on";
            (!effects[at..].iter().any(is_reset)).then(|| (name.clone(), message.to_owned()))
        }
        _ => None,
    })
}
