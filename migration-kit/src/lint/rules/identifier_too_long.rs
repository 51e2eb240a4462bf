//! A name that is longer than the backend keeps.

use crate::Backend;
use crate::lint::{Hit, Level, Rule, SERVERS, Subject};
use crate::sql::cursor::POSTGRES_NAME;
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

/// The characters of a name on MySQL (manual of MySQL 8.4, section 11.2.1).
const MYSQL_NAME: usize = 64;

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    let too_long = |name: &str| match subject.backend {
        Backend::Postgres => name.len() > POSTGRES_NAME,
        Backend::Sqlite | Backend::MySql => name.chars().count() > MYSQL_NAME,
    };
    let then = match subject.backend {
        Backend::Postgres => "PostgreSQL cuts it to 63 bytes without an error",
        Backend::Sqlite | Backend::MySql => "MySQL refuses it",
    };
    let mut hits: Vec<Hit> = Vec::new();
    for (statement, parsed) in subject.statements.iter().enumerate() {
        for word in parsed.iter().flat_map(|parsed| &parsed.words) {
            let name = match word {
                Token::Name(name) => name,
                Token::Word(word) if !word.starts_with(|c: char| c.is_ascii_digit()) => word,
                _ => continue,
            };
            if too_long(name) && hits.iter().all(|hit| hit.object.as_ref() != Some(name)) {
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
