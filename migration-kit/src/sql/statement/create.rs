//! What CREATE makes.

use super::column::{begins_key, column, constraint, eat_method};
use super::{Column, Constraint, How, Index, Operation, Source, how, names, table, text};
use crate::dialect::parse;
use crate::sql::cursor::{Cursor, outside, parts};
use crate::sql::tokens::Token;

pub(super) fn create(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    let (mut unique, mut is_temporary, mut replaces) = (false, false, false);
    loop {
        let word = words.next()?;
        if word.is("unique") {
            unique = true;
        } else if word.is_any(&["temporary", "temp"]) {
            is_temporary = true;
        } else if word.is("table") {
            // Nobody else sees a temporary table.
            return if is_temporary { None } else { create_table(words, replaces) };
        } else if word.is("view") {
            words.eat_if_exists();
            return Some((
                vec![Operation::CreateView { view: table(&mut words)? }],
                How::default(),
            ));
        } else if word.is("replace") {
            replaces = true;
        } else if word.is("index") {
            return create_index(words, unique);
        } else if word.is("type") {
            return create_type(words);
        } else if word.is("trigger") {
            return create_trigger(words);
        } else if !word.is_any(&[
            "or",
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

fn create_table(mut words: Cursor<'_>, replaces: bool) -> Option<(Vec<Operation>, How)> {
    words.eat_if_exists();
    let table_name = table(&mut words)?;
    let (mut columns, mut constraints, mut operations) = (Vec::new(), Vec::new(), Vec::new());
    let mut source = Source::Named;
    for part in words.group().map(|group| parts(group).collect::<Vec<_>>()).unwrap_or_default() {
        match element(Cursor::new(words.backend(), part)) {
            Some(Element::Column(column)) => columns.push(column),
            Some(Element::Constraint(constraint)) => constraints.push(constraint),
            Some(Element::Index(index)) => {
                operations.push(Operation::CreateIndex { table: table_name.clone(), index });
            }
            Some(Element::Like) => source = Source::Others,
            None => {}
        }
    }
    if parse::of(words.backend()).grammar().like_without_parentheses && words.eat(&["like"]) {
        source = Source::Copy(table(&mut words)?);
    } else if outside(words.rest())
        .any(|word| word.is_any(&["as", "select", "like", "of", "inherits"]))
    {
        source = Source::Others;
    }
    let created =
        Operation::CreateTable { table: table_name, columns, constraints, source, replaces };
    operations.insert(0, created);
    Some((operations, How::default()))
}

/// What stands between two commas in a table's definition, and behind ADD.
pub(super) enum Element {
    Column(Column),
    Constraint(Constraint),
    Index(Index),
    /// PostgreSQL's LIKE, which takes the columns of another table.
    Like,
}

pub(super) fn element(words: Cursor<'_>) -> Option<Element> {
    if let Some(index) = inline_index(words.clone()) {
        return Some(Element::Index(index));
    }
    if let Some(constraint) = constraint(words.clone()) {
        return Some(Element::Constraint(constraint));
    }
    match words.rest().first()?.is("like") {
        true => Some(Element::Like),
        false => column(words).map(Element::Column),
    }
}

/// An INDEX in a table's definition, where that may have one.
fn inline_index(mut words: Cursor<'_>) -> Option<Index> {
    if !parse::of(words.backend()).grammar().inline_indexes {
        return None;
    }
    let unique = words.eat(&["unique", "index"]) || words.eat(&["unique", "key"]);
    if !unique {
        words.eat_any(&["fulltext", "spatial"]);
        if !words.eat_any(&["index", "key"]) {
            return None;
        }
    }
    let if_not_exists = words.eat_if_exists();
    let name = if begins_key(&words) { None } else { words.name() };
    let method = eat_method(&mut words);
    let parts = names(words.backend(), words.group()?);
    Some(Index { name, unique, concurrently: false, if_not_exists, parts, predicate: None, method })
}

fn create_index(mut words: Cursor<'_>, unique: bool) -> Option<(Vec<Operation>, How)> {
    let concurrently = words.eat(&["concurrently"]);
    let if_not_exists = words.eat_if_exists();
    let name = if words.rest().first()?.is("on") { None } else { Some(words.qualified()?.1) };
    // (MySQL may say USING before that.)
    while !words.eat(&["on"]) {
        words.next()?;
    }
    words.eat(&["only"]);
    let table = table(&mut words)?;
    let method = eat_method(&mut words);
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
