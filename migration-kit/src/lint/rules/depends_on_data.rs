//! A migration that does not do the same everywhere.

use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "depends-on-data",
    level: Level::Note,
    backends: ALL,
    about: "What the migration does depends on rows, on the clock or on chance",
    safer: "let the database decide, in SQL: INSERT … SELECT, UPDATE … WHERE, DEFAULT now()",
    page: include_str!("depends_on_data.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let why = match (subject.depends_on_data, subject.varies) {
        (_, true) => "two runs of it do different things: it depends on the clock or on chance",
        (true, false) => {
            "it reads rows, which a review does not have: what it does then is not seen here"
        }
        (false, false) => return Vec::new(),
    };
    vec![Hit::of_migration(why)]
}
