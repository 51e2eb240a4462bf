//! A name that is longer than the backend keeps.

use crate::dialect::lint;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};
use crate::sql::tokens::Token;

pub(super) const RULE: Rule = Rule {
    name: "identifier-too-long",
    level: Level::Warning,
    backends: SERVERS,
    about: "A name is longer than the backend keeps",
    safer: "a shorter name",
    page: include_str!("identifier_too_long.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let dialect = lint::of(subject.backend);
    let mut hits: Vec<Hit> = Vec::new();
    for (statement, parsed) in subject.statements.iter().enumerate() {
        for word in parsed.iter().flat_map(|parsed| &parsed.words) {
            let name = match word {
                Token::Name(name) => name,
                Token::Word(word) if !word.starts_with(|c: char| c.is_ascii_digit()) => word,
                _ => continue,
            };
            if let Some(then) = dialect.too_long(name)
                && hits.iter().all(|hit| hit.object.as_ref() != Some(name))
            {
                let message = format!("{name} is too long: {then}");
                hits.push(Hit {
                    statement: Some(statement),
                    object: Some(name.clone()),
                    ..Hit::of_migration(message)
                });
            }
        }
    }
    hits
}
