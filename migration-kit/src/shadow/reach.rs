//! Whether a history stays inside its database. Shadow databases are made on the server of the
//! user's own, and a migration that creates a role, say, or sets a setting of the server, would do
//! that to everybody there.

use super::Server;
use crate::Backend;
use crate::Error;
use crate::apply::Migrations;
use crate::dialect::reach;
use crate::dialect::shadow::{self, Place};
use crate::error::reason;
use crate::record::Recorder;
use crate::sql::cursor::Cursor;
use crate::sql::tokens::{Token, statements};

/// Refuses to replay a history on a server that is not local, when one of its migrations reaches
/// beyond its database. The migrations are recorded for that, and nothing is connected to. A local
/// server is only its user's own to lose.
///
/// It goes by the words of the statements, those inside of blocks and routines too. A text that a
/// migration puts together at run time, or what a routine does that was there before, is out of its
/// sight.
///
/// # Errors
/// [`Error::Environment`] that names the migration, what it does, and the variable for the URL of a
/// local server. Also for a migration that cannot be recorded: what it does is not known then.
pub async fn stays_inside(migrations: &Migrations, server: &Server) -> Result<(), Error> {
    let (backend, place) = (server.target().backend(), server.target());
    let Place::OnServer(on_server) = shadow::of(backend).place() else { return Ok(()) };
    if place.is_local() {
        return Ok(());
    }
    let refuse = |message: String| {
        let hint = format!(
            "let {} name a local {} to replay the migrations on",
            on_server.variable(),
            backend.name()
        );
        Error::Environment { message, hint: Some(hint) }
    };
    let mut recorder = Recorder::new(backend)?;
    for migration in migrations.list() {
        let version = migration.name();
        let recording = recorder.up(migration.as_ref()).await.map_err(|error| {
            let why = match &error {
                Error::Migration { source, .. } => reason(source),
                other => other.to_string(),
            };
            refuse(format!(
                "cannot tell whether migration {version} stays inside a shadow database on {place}, which is not local: {why}"
            ))
        })?;
        for statement in &recording.statements {
            if let Some(kind) = beyond(backend, &statement.sql) {
                return Err(refuse(format!(
                    "migration {version} reaches beyond a shadow database on {place}, which is not local: {kind}"
                )));
            }
        }
    }
    Ok(())
}

/// What a text has that reaches beyond its database, in words for a person.
fn beyond(backend: Backend, sql: &str) -> Option<String> {
    statements(backend, sql).iter().find_map(|statement| {
        let kind =
            if has_code(statement) { anywhere(backend, statement) } else { at(backend, statement) };
        kind.or_else(|| within(backend, statement))
    })
}

/// Whether it holds other statements, in its words or in its texts.
fn has_code(statement: &[Token]) -> bool {
    let is_routine = |word: &Token| word.is_any(&["function", "procedure", "trigger", "event"]);
    statement.first().is_some_and(|first| {
        first.is_any(&["do", "begin", "execute", "prepare", "call", "set"])
            || (first.is("create") && statement.iter().take(12).any(is_routine))
    })
}

/// As [`at`] wherever a statement can begin, and in the texts.
fn anywhere(backend: Backend, words: &[Token]) -> Option<String> {
    let parts = words.split(|word| *word == Token::Symbol(';'));
    let mut beginnings = parts.flat_map(|part| {
        let begins = |from: &usize| *from == 0 || precedes_statement(&part[*from - 1]);
        (0..part.len()).filter(begins).map(|from| &part[from..])
    });
    beginnings.find_map(|words| at(backend, words)).or_else(|| {
        words.iter().find_map(|word| match word {
            // A text is shorter than what it was found in, so this ends.
            Token::Text(text) => statements(backend, text)
                .iter()
                .find_map(|words| anywhere(backend, words).or_else(|| within(backend, words))),
            _ => None,
        })
    })
}

/// The words of a block, and those that end the head of a routine, a trigger or an event.
fn precedes_statement(word: &Token) -> bool {
    let words = [
        "as",
        "atomic",
        "begin",
        "data",
        "definer",
        "deterministic",
        "do",
        "else",
        "invoker",
        "loop",
        "repeat",
        "row",
        "sql",
        "then",
    ];
    matches!(word, Token::Symbol(')' | ':') | Token::Text(_)) || word.is_any(&words)
}

/// What a statement that begins here is.
fn at(backend: Backend, words: &[Token]) -> Option<String> {
    reach::of(backend).statement(Cursor::new(backend, words))
}

/// What is in a statement of any kind.
fn within(backend: Backend, words: &[Token]) -> Option<String> {
    let reach = reach::of(backend);
    let lower = |word: &Token| match word {
        Token::Word(name) | Token::Name(name) => name.to_lowercase(),
        _ => String::new(),
    };
    let is_call = |at: usize| words.get(at + 1) == Some(&Token::Symbol('('));
    let call = (0..words.len())
        .filter(|at| is_call(*at))
        .map(|at| lower(&words[at]))
        .find(|name| name.starts_with("dblink") || reach.functions().contains(&name.as_str()));
    if let Some(name) = call {
        return Some(format!("it calls {name}"));
    }
    // What it does may depend on the answer, which a recorder does not have.
    let is_system = |at: usize| {
        reach.shared_schema().is_some_and(|schema| words[at].is(schema))
            && words.get(at + 1) == Some(&Token::Symbol('.'))
    };
    let is_shared =
        |at: &usize| is_system(*at) || reach.catalogs().contains(&lower(&words[*at]).as_str());
    let catalog = (0..words.len()).find(is_shared).map(|at| lower(&words[at]));
    catalog.map(|name| format!("it looks at {name}, which all databases share"))
}
