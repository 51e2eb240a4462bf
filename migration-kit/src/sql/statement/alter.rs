//! What ALTER changes.

use super::column::column;
use super::create::{Element, element};
use super::{Alter, How, Operation, how, table, text};
use crate::dialect::parse;
use crate::names::{parts as parts_of, qualified};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::tokens::Token;

pub(super) fn alter(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    if words.eat(&["type"]) {
        return Some((vec![alter_type(words)?], How::default()));
    }
    if words.eat(&["index"]) {
        words.eat_if_exists();
        let (schema, name) = words.qualified()?;
        words.eat(&["rename", "to"]).then_some(())?;
        let renamed = Operation::RenameObject { table: None, schema, name, to: words.name()? };
        return Some((vec![renamed], How::default()));
    }
    words.eat_any(&["online", "ignore"]);
    if !words.eat(&["table"]) {
        return None;
    }
    words.eat_if_exists();
    words.eat(&["only"]);
    let table = table(&mut words)?;
    words.eat_symbol('*');
    let clauses =
        parts(words.rest()).filter_map(|part| clause(&table, Cursor::new(words.backend(), part)));
    Some((clauses.flatten().collect(), how(&words)))
}

fn alter_type(mut words: Cursor<'_>) -> Option<Operation> {
    let ty = table(&mut words)?;
    let value = |words: &mut Cursor<'_>| match words.next() {
        Some(Token::Text(value)) => Some(value.clone()),
        _ => None,
    };
    if words.eat(&["add", "value"]) {
        words.eat_if_exists();
        let new = value(&mut words)?;
        let before = if words.eat(&["before"]) { value(&mut words) } else { None };
        let after = if words.eat(&["after"]) { value(&mut words) } else { None };
        return Some(Operation::AddValue { ty, value: new, before, after });
    }
    if words.eat(&["rename", "value"]) {
        let from = value(&mut words)?;
        words.eat(&["to"]);
        return Some(Operation::RenameValue { ty, from, to: value(&mut words)? });
    }
    if words.eat(&["rename", "to"]) {
        let to = beside(&ty, &table(&mut words)?);
        return Some(Operation::RenameType { name: ty, to });
    }
    None
}

/// MySQL's RENAME TABLE.
pub(super) fn rename_tables(mut words: Cursor<'_>) -> Option<Vec<Operation>> {
    if !words.eat_any(&["table", "tables"]) {
        return None;
    }
    let mut operations = Vec::new();
    words.eat_if_exists();
    loop {
        let from = table(&mut words)?;
        // (MariaDB may say how long it waits before that.)
        while !words.eat(&["to"]) {
            words.next()?;
        }
        operations.push(Operation::RenameTable { table: from, to: table(&mut words)? });
        if !words.eat_symbol(',') {
            return Some(operations);
        }
    }
}

fn clause(of: &str, mut words: Cursor<'_>) -> Option<Vec<Operation>> {
    let table_name = of.to_owned();
    let backend = words.backend();
    let one = |operation| Some(vec![operation]);
    if words.eat(&["add"]) {
        let is_column = words.eat(&["column"]);
        words.eat_if_exists();
        if let Some(group) = words.clone().group() {
            return Some(
                parts(group).filter_map(|part| add(of, Cursor::new(backend, part))).collect(),
            );
        }
        // (Only there the name of a column may be a word that begins something else.)
        return one(match is_column {
            true => Operation::AddColumn { table: table_name, column: column(words)? },
            false => add(of, words)?,
        });
    }
    if words.eat(&["drop"]) {
        return drop(table_name, words).map(|operation| vec![operation]);
    }
    if words.eat(&["rename"]) {
        return rename(table_name, words).map(|operation| vec![operation]);
    }
    if words.eat(&["modify"]) {
        words.eat(&["column"]);
        words.eat_if_exists();
        return one(Operation::ModifyColumn { table: table_name, column: column(words)? });
    }
    if words.eat(&["change"]) {
        words.eat(&["column"]);
        words.eat_if_exists();
        let from = words.name()?;
        let column = column(words)?;
        let mut operations = Vec::new();
        if from != column.name {
            let to = column.name.clone();
            operations.push(Operation::RenameColumn {
                table: table_name.clone(),
                column: from,
                to,
            });
        }
        operations.push(Operation::ModifyColumn { table: table_name, column });
        return Some(operations);
    }
    if words.eat(&["set", "schema"]) {
        let schema = words.name().filter(|schema| schema != "public");
        let to = qualified(schema.as_deref(), &parts_of(of).1);
        return one(Operation::RenameTable { table: table_name, to });
    }
    if words.eat(&["validate", "constraint"]) {
        return one(Operation::ValidateConstraint { table: table_name, name: words.name()? });
    }
    if words.eat(&["alter"]) {
        words.eat(&["column"]);
        let column = words.name()?;
        return one(Operation::AlterColumn {
            table: table_name,
            column,
            alter: alter_column(words),
        });
    }
    None
}

/// What ADD adds.
fn add(of: &str, words: Cursor<'_>) -> Option<Operation> {
    let table = of.to_owned();
    match element(words)? {
        Element::Column(column) => Some(Operation::AddColumn { table, column }),
        Element::Constraint(constraint) => Some(Operation::AddConstraint { table, constraint }),
        Element::Index(index) => Some(Operation::CreateIndex { table, index }),
        Element::Like => None,
    }
}

fn alter_column(mut words: Cursor<'_>) -> Alter {
    if words.eat(&["set", "not", "null"]) {
        return Alter::SetNotNull;
    }
    if words.eat(&["drop", "not", "null"]) {
        return Alter::DropNotNull;
    }
    if words.eat(&["set", "default"]) {
        return Alter::SetDefault(text(words.rest()));
    }
    if words.eat(&["drop", "default"]) {
        return Alter::DropDefault;
    }
    if words.eat(&["type"]) || words.eat(&["set", "data", "type"]) {
        let rest = words.rest();
        let end =
            rest.iter().position(|word| word.is_any(&["using", "collate"])).unwrap_or(rest.len());
        let using = rest.iter().any(|word| word.is("using"));
        return Alter::Type { ty: text(&rest[..end]).to_lowercase(), using };
    }
    Alter::Other
}

fn drop(of: String, mut words: Cursor<'_>) -> Option<Operation> {
    let by_kind = parse::of(words.backend()).grammar().drops_by_kind;
    if words.eat(&["primary", "key"]) {
        let name = "primary".to_owned();
        return Some(Operation::DropConstraint { table: of, name, keeps_index: false });
    }
    if by_kind && words.eat_any(&["partition", "period", "system"]) {
        return None;
    }
    let is_index = by_kind && words.eat_any(&["index", "key"]);
    let keeps_index = by_kind && (words.eat(&["foreign", "key"]) || words.eat(&["check"]));
    if is_index || keeps_index || words.eat(&["constraint"]) {
        words.eat_if_exists();
        let name = words.name()?;
        return Some(match is_index {
            true => {
                Operation::DropIndex { table: Some(of), schema: None, name, concurrently: false }
            }
            false => Operation::DropConstraint { table: of, name, keeps_index },
        });
    }
    words.eat(&["column"]);
    words.eat_if_exists();
    Some(Operation::DropColumn { table: of, column: words.name()? })
}

fn rename(of: String, mut words: Cursor<'_>) -> Option<Operation> {
    if words.eat_any(&["constraint", "index", "key"]) {
        words.eat_if_exists();
        let name = words.name()?;
        words.eat(&["to"]);
        return Some(Operation::RenameObject {
            table: Some(of),
            schema: None,
            name,
            to: words.name()?,
        });
    }
    // PostgreSQL's RENAME a TO b is about a column; MySQL's RENAME b is not.
    let is_column = words.rest().get(1).is_some_and(|word| word.is("to"));
    let is_table = words.eat_any(&["to", "as"]) || words.eat_symbol('=');
    if is_table || !(is_column || words.rest().first()?.is("column")) {
        let to = beside(&of, &table(&mut words)?);
        return Some(Operation::RenameTable { table: of, to });
    }
    words.eat(&["column"]);
    words.eat_if_exists();
    let column = words.name()?;
    words.eat(&["to"]);
    Some(Operation::RenameColumn { table: of, column, to: words.name()? })
}

/// A new name, which stays in the schema of the old one where it names none.
fn beside(old: &str, new: &str) -> String {
    match parts_of(new) {
        (None, name) => qualified(parts_of(old).0.as_deref(), &name),
        _ => new.to_owned(),
    }
}
