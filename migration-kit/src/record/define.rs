//! What an element of CREATE TABLE, or an ADD of ALTER TABLE, defines: a column, or a constraint with its index.

use sea_orm::DbBackend;

use super::model::{Index, Table};
use crate::sql::cursor::{Cursor, outside};
use crate::sql::index_columns;
use crate::sql::tokens::Token;

/// Words that begin a constraint, and so are no name of one.
const CONSTRAINTS: &[&str] = &["primary", "unique", "foreign", "check", "exclude"];

/// Adds to the table `name` what the words define.
pub(super) fn element(name: &str, table: &mut Table, mut words: Cursor<'_>) -> Option<()> {
    let mysql = words.backend() == DbBackend::MySql;
    let mut named = None;
    if words.eat(&["constraint"]) && !words.rest().first()?.is_any(CONSTRAINTS) {
        named = Some(words.folded()?);
    }
    if words.eat(&["primary", "key"]) {
        let own = if mysql { "primary".to_owned() } else { table.made_up_name(name, &[], "pkey") };
        let index_name = named.filter(|_| !mysql).unwrap_or(own);
        return key(table, index_name, words);
    }
    if words.eat(&["unique"]) || (mysql && words.eat_any(&["index", "key", "fulltext", "spatial"])) {
        words.eat_any(&["index", "key"]);
        if mysql && !words.rest().first()?.is("using") && words.rest().first() != Some(&Token::Symbol('(')) {
            named = Some(words.folded()?);
        }
        let columns = key_columns(&words);
        let index_name = named.unwrap_or_else(|| match columns.first() {
            Some(first) if mysql => table.free_name(first),
            _ => table.made_up_name(name, &columns, "key"),
        });
        return key(table, index_name, words);
    }
    if words.eat(&["foreign", "key"]) {
        return if mysql { foreign_key(table, named, words) } else { Some(()) };
    }
    if words.eat(&["like"]) {
        // It copies the columns of another table.
        table.has_more = true;
        return Some(());
    }
    if words.eat_any(&["check", "exclude", "period"]) {
        return Some(());
    }
    column(name, table, words)
}

/// Adds a column, with the index that a UNIQUE or a PRIMARY KEY behind it brings.
pub(super) fn column(name: &str, table: &mut Table, mut words: Cursor<'_>) -> Option<()> {
    let column = words.folded()?;
    table.add_column(column.clone());
    column_key(name, table, column, &words)
}

/// Adds the index of a UNIQUE or a PRIMARY KEY in a column's definition.
pub(super) fn column_key(name: &str, table: &mut Table, column: String, words: &Cursor<'_>) -> Option<()> {
    let mysql = words.backend() == DbBackend::MySql;
    let mut definition = Cursor::new(words.backend(), words.rest());
    let mut named = None;
    while let Some(word) = definition.next() {
        if word.is("constraint") {
            named = definition.folded();
        } else if word.is("primary") || word.is("unique") {
            let own = match (word.is("primary"), mysql) {
                (true, true) => "primary".to_owned(),
                (true, false) => table.made_up_name(name, &[], "pkey"),
                (false, true) => table.free_name(&column),
                (false, false) => table.made_up_name(name, std::slice::from_ref(&column), "key"),
            };
            let index_name = named.take().filter(|_| !mysql).unwrap_or(own);
            table.add_index(Index { name: index_name, columns: vec![column.clone()], implied: false });
        } else if *word == Token::Symbol('(') {
            skip_group(&mut definition);
        }
    }
    Some(())
}

fn key(table: &mut Table, name: String, mut words: Cursor<'_>) -> Option<()> {
    if words.eat(&["using", "index"]) {
        // PostgreSQL renames the index to the constraint.
        let index = words.folded()?;
        table.rename_index(&index, &name);
        return Some(());
    }
    let columns = key_columns(&words);
    table.add_index(Index { name, columns, implied: false });
    Some(())
}

fn key_columns(words: &Cursor<'_>) -> Vec<String> {
    let mut words = words.clone();
    loop {
        if let Some(group) = words.group() {
            return index_columns(words.backend(), group);
        }
        if words.next().is_none() {
            return Vec::new();
        }
    }
}

/// MySQL makes an index for a foreign key, unless there is one that begins with its columns.
fn foreign_key(table: &mut Table, named: Option<String>, mut words: Cursor<'_>) -> Option<()> {
    words.eat_if_exists();
    let index_name = if words.rest().first() == Some(&Token::Symbol('(')) { None } else { words.folded() };
    let columns = index_columns(words.backend(), words.group()?);
    if table.indexes.iter().any(|index| index.columns.starts_with(&columns)) {
        return Some(());
    }
    let name =
        named.or(index_name).unwrap_or_else(|| table.free_name(columns.first().map_or("", String::as_str)));
    table.add_index(Index { name, columns, implied: true });
    Some(())
}

fn skip_group(words: &mut Cursor<'_>) {
    let mut depth = 1;
    while depth > 0 {
        match words.next() {
            Some(Token::Symbol('(')) => depth += 1,
            Some(Token::Symbol(')')) => depth -= 1,
            Some(_) => {}
            None => return,
        }
    }
}

/// Whether the words outside of parentheses take the columns of a query or of another table.
pub(super) fn takes_columns(words: &Cursor<'_>) -> bool {
    outside(words.rest()).any(|word| word.is_any(&["as", "select", "like", "of", "inherits"]))
}
