//! What CREATE makes.

use sea_orm::DbBackend;

use super::column::{column, constraint};
use super::{How, Index, Operation, how, names, table, text};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::tokens::Token;

pub(super) fn create(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    let (mut unique, mut is_temporary) = (false, false);
    loop {
        let word = words.next()?;
        if word.is("unique") {
            unique = true;
        } else if word.is_any(&["temporary", "temp"]) {
            is_temporary = true;
        } else if word.is("table") {
            // Nobody else sees a temporary table.
            return if is_temporary { None } else { create_table(words) };
        } else if word.is("index") {
            return create_index(words, unique);
        } else if word.is("type") {
            return create_type(words);
        } else if word.is("trigger") {
            return create_trigger(words);
        } else if !word.is_any(&[
            "or",
            "replace",
            "global",
            "local",
            "unlogged",
            "fulltext",
            "spatial",
            "constraint",
        ]) {
            return None;
        }
    }
}

fn create_table(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    words.eat_if_exists();
    let table = table(&mut words)?;
    let (mut columns, mut constraints, mut operations) = (Vec::new(), Vec::new(), Vec::new());
    for part in words.group().map(|group| parts(group).collect::<Vec<_>>()).unwrap_or_default() {
        let words = Cursor::new(words.backend(), part);
        if let Some(index) = inline_index(words.clone()) {
            operations.push(Operation::CreateIndex { table: table.clone(), index });
        } else if let Some(constraint) = constraint(words.clone()) {
            constraints.push(constraint);
        } else if !words.rest().first().is_some_and(|first| first.is("like")) {
            columns.extend(column(words));
        }
    }
    operations.insert(0, Operation::CreateTable { table, columns, constraints });
    Some((operations, How::default()))
}

/// MySQL's INDEX in a table's definition.
pub(super) fn inline_index(mut words: Cursor<'_>) -> Option<Index> {
    if words.backend() != DbBackend::MySql {
        return None;
    }
    let unique = words.eat(&["unique", "index"]) || words.eat(&["unique", "key"]);
    if !unique {
        words.eat_any(&["fulltext", "spatial"]);
        if !words.eat_any(&["index", "key"]) {
            return None;
        }
    }
    let name = if words.rest().first() == Some(&Token::Symbol('(')) { None } else { words.name() };
    let parts = names(DbBackend::MySql, words.group()?);
    Some(Index {
        name,
        unique,
        concurrently: false,
        if_not_exists: false,
        parts,
        predicate: None,
        method: None,
    })
}

fn create_index(mut words: Cursor<'_>, unique: bool) -> Option<(Vec<Operation>, How)> {
    let concurrently = words.eat(&["concurrently"]);
    let if_not_exists = words.eat_if_exists();
    let name = if words.rest().first()?.is("on") { None } else { Some(words.qualified()?.1) };
    while !words.eat(&["on"]) {
        words.next()?;
    }
    words.eat(&["only"]);
    let table = table(&mut words)?;
    let method = if words.eat(&["using"]) { words.name() } else { None };
    let parts = names(words.backend(), words.group()?);
    let at = words.rest().iter().position(|word| word.is("where"));
    let predicate = at.map(|at| text(&words.rest()[at + 1..]));
    let index = Index { name, unique, concurrently, if_not_exists, parts, predicate, method };
    Some((vec![Operation::CreateIndex { table, index }], how(&words)))
}

fn create_type(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    let name = table(&mut words)?;
    if !words.eat(&["as", "enum"]) {
        return None;
    }
    let values = words.group()?.iter().filter_map(|word| match word {
        Token::Text(value) => Some(value.clone()),
        _ => None,
    });
    Some((vec![Operation::CreateType { name, values: values.collect() }], How::default()))
}

fn create_trigger(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    words.eat_if_exists();
    let name = words.qualified()?.1;
    while !words.eat(&["on"]) {
        words.next()?;
    }
    Some((vec![Operation::CreateTrigger { table: table(&mut words)?, name }], How::default()))
}
