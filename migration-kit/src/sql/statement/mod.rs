//! The statements of a migration as operations on tables, columns, indexes and constraints: what
//! the rules look at, and what the recorder follows.
//!
//! One reader for three dialects. It goes by the words of a statement, so what stands in a routine
//! or a block is not seen; a statement that it does not know is [`Operation::Other`].

mod alter;
mod column;
mod create;
mod operation;
#[cfg(feature = "lint")]
mod rebuild;
#[cfg(test)]
mod tests;

pub(crate) use column::Column;
pub(crate) use operation::{
    Alter, Condition, Constraint, ConstraintKind, How, Index, Operation, Source, Verb,
};
#[cfg(feature = "lint")]
pub(crate) use rebuild::fold_rebuilds;

use crate::Backend;
use crate::dialect::parse;
use crate::names::qualified;
use crate::sql::cursor::{Cursor, is_call};
use crate::sql::tokens::{Token, statements};

/// One statement, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub operations: Vec<Operation>,
    pub how: How,
    pub words: Vec<Token>,
}

/// The statements of a text.
pub(crate) fn parse(backend: Backend, sql: &str) -> Vec<Parsed> {
    statements(backend, sql)
        .into_iter()
        .map(|words| {
            let (operations, how) = operations(Cursor::new(backend, &words)).unwrap_or_default();
            let operations =
                if operations.is_empty() { vec![Operation::Other] } else { operations };
            Parsed { operations, how, words }
        })
        .collect()
}

/// What one statement does. None where that is nothing that is told here, or is not understood.
pub(crate) fn read(backend: Backend, words: &[Token]) -> Option<Vec<Operation>> {
    operations(Cursor::new(backend, words)).map(|(operations, _)| operations)
}

/// None for a statement of which not even the table is understood.
fn operations(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    let one = |operation| Some((vec![operation], How::default()));
    if words.eat(&["create"]) {
        return create::create(words);
    }
    if words.eat(&["alter"]) {
        return alter::alter(words);
    }
    if words.eat(&["drop"]) {
        return drop(words);
    }
    if words.eat(&["rename"]) {
        return alter::rename_tables(words).map(|operations| (operations, How::default()));
    }
    if words.eat(&["insert"]) || words.eat(&["replace"]) {
        while !words.eat(&["into"]) {
            words.next()?;
        }
        return one(rows(words, Verb::Insert)?);
    }
    if words.eat(&["update"]) {
        words.eat(&["only"]);
        return one(rows(words, Verb::Update)?);
    }
    if words.eat(&["delete", "from"]) {
        words.eat(&["only"]);
        return one(rows(words, Verb::Delete)?);
    }
    if words.eat(&["truncate"]) {
        words.eat(&["table"]);
        words.eat(&["only"]);
        return one(rows(words, Verb::Truncate)?);
    }
    let resets = words.eat(&["reset"]);
    if resets || words.eat_any(&["set", "pragma"]) {
        words.eat_any(&["local", "session", "global"]);
        let name = words.name()?.to_lowercase();
        if !words.eat_symbol('=') {
            words.eat(&["to"]);
        }
        let value = Some(text(words.rest()).to_lowercase()).filter(|_| !resets);
        return one(Operation::Set { name, value });
    }
    None
}

fn rows(mut words: Cursor<'_>, verb: Verb) -> Option<Operation> {
    let table = table(&mut words)?;
    let at = words.rest().iter().position(|word| word.is("where"));
    let filter = at.map(|at| text(&words.rest()[at + 1..]));
    Some(Operation::Rows { table, verb, filter, batched: false })
}

fn drop(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    let mut operations = Vec::new();
    let is_view = words.eat(&["view"]);
    if is_view || words.eat(&["table"]) {
        words.eat_if_exists();
        loop {
            let name = table(&mut words)?;
            operations.push(match is_view {
                true => Operation::DropView { view: name },
                false => Operation::DropTable { table: name },
            });
            if !words.eat_symbol(',') {
                return Some((operations, How::default()));
            }
        }
    }
    if words.eat(&["index"]) {
        let concurrently = words.eat(&["concurrently"]);
        words.eat_if_exists();
        loop {
            let (schema, name) = words.qualified()?;
            let of = if words.eat(&["on"]) { Some(table(&mut words)?) } else { None };
            operations.push(Operation::DropIndex { table: of, schema, name, concurrently });
            if !words.eat_symbol(',') {
                return Some((operations, how(&words)));
            }
        }
    }
    if words.eat(&["type"]) {
        words.eat_if_exists();
        return Some((vec![Operation::DropType { name: table(&mut words)? }], How::default()));
    }
    if words.eat(&["trigger"]) {
        words.eat_if_exists();
        return Some((vec![Operation::DropTrigger { name: words.qualified()?.1 }], How::default()));
    }
    None
}

/// The name of a table or a type, as in the tables of a schema.
fn table(words: &mut Cursor<'_>) -> Option<String> {
    let default = parse::of(words.backend()).default_schema();
    let (schema, name) = words.qualified()?;
    Some(qualified(schema.as_deref().filter(|schema| Some(*schema) != default), &name))
}

/// ALGORITHM and LOCK among the words, where they say how.
fn how(words: &Cursor<'_>) -> How {
    let mut how = How::default();
    if !parse::of(words.backend()).grammar().algorithms {
        return how;
    }
    let mut rest = words.clone();
    while let Some(word) = rest.next() {
        let slot = match word {
            word if word.is("algorithm") => &mut how.algorithm,
            word if word.is("lock") => &mut how.lock,
            _ => continue,
        };
        rest.eat_symbol('=');
        *slot = rest.name().map(|value| value.to_lowercase());
    }
    how
}

/// The names in a group of columns; an expression as its text.
fn names(backend: Backend, group: &[Token]) -> Vec<String> {
    crate::sql::cursor::parts(group)
        .map(|part| {
            let mut words = Cursor::new(backend, part);
            words.name().filter(|_| !is_call(&words)).unwrap_or_else(|| text(part))
        })
        .collect()
}

/// Words as a text, with spaces only where two words would run together.
pub(crate) fn text(words: &[Token]) -> String {
    let mut text = String::new();
    for word in words {
        let word = match word {
            Token::Word(word) => word.clone(),
            Token::Name(name) => name.clone(),
            Token::Text(value) => format!("'{}'", value.replace('\'', "''")),
            Token::Symbol(symbol) => symbol.to_string(),
        };
        let joins =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '\'');
        if joins(text.chars().last()) && joins(word.chars().next()) {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}
