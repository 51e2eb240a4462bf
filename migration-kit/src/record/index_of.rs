//! Which index a statement creates, and on which table.

use sea_orm::DbBackend;

use super::cursor::Cursor;
use super::tokens::statements;

/// Schema and name of the table, and the name of the index, of CREATE INDEX; nothing where that has no name.
pub(crate) fn index_of(backend: DbBackend, sql: &str) -> Option<((Option<String>, String), String)> {
    let all = statements(backend, sql);
    let mut words = Cursor::new(backend, all.first()?);
    words.eat(&["create"]).then_some(())?;
    words.eat_any(&["unique", "fulltext", "spatial"]);
    words.eat(&["index"]).then_some(())?;
    words.eat(&["concurrently"]);
    words.eat_if_exists();
    let name = words.folded()?;
    while !words.eat(&["on"]) {
        words.next()?;
    }
    words.eat(&["only"]);
    Some((words.qualified()?, name))
}
