//! Which index a statement creates, and on which table.

use super::cursor::{Cursor, is_call, parts};
use super::tokens::{Token, statements};
use crate::Backend;

/// What CREATE INDEX says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedIndex {
    /// Schema and name of its table.
    pub(crate) table: (Option<String>, String),
    pub(crate) name: String,
    pub(crate) unique: bool,
    /// With nothing for an expression.
    pub(crate) columns: Vec<String>,
}

/// The index that a statement creates; nothing where that has no name.
pub(crate) fn index_of(backend: Backend, sql: &str) -> Option<NamedIndex> {
    let all = statements(backend, sql);
    let mut words = Cursor::new(backend, all.first()?);
    words.eat(&["create"]).then_some(())?;
    let unique = words.eat(&["unique"]);
    words.eat_any(&["fulltext", "spatial"]);
    words.eat(&["index"]).then_some(())?;
    words.eat(&["concurrently"]);
    words.eat_if_exists();
    let name = words.folded()?;
    while !words.eat(&["on"]) {
        words.next()?;
    }
    words.eat(&["only"]);
    let table = words.qualified()?;
    while words.rest().first()? != &Token::Symbol('(') {
        words.next()?;
    }
    Some(NamedIndex { table, name, unique, columns: index_columns(backend, words.group()?) })
}

/// The columns of an index; nothing stands for an expression.
fn index_columns(backend: Backend, group: &[Token]) -> Vec<String> {
    parts(group)
        .map(|part| {
            let mut words = Cursor::new(backend, part);
            words.folded().filter(|_| !is_call(&words)).unwrap_or_default()
        })
        .collect()
}
