//! What ALTER changes.

use super::column::{column, constraint};
use super::create::inline_index;
use super::{Alter, How, Operation, how, table, text};
use crate::names::{parts as parts_of, qualified};
use crate::sql::cursor::{Cursor, parts};
use crate::sql::tokens::Token;

pub(super) fn alter(mut words: Cursor<'_>) -> Option<(Vec<Operation>, How)> {
    if words.eat(&["type"]) {
        return Some((vec![alter_type(words)?], How::default()));
    }
    if words.eat(&["index"]) {
        words.eat_if_exists();
        let name = words.qualified()?.1;
        words.eat(&["rename", "to"]);
        let renamed = Operation::RenameObject { table: None, name, to: words.name()? };
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
    let clauses = parts(words.rest()).filter_map(|part| clause(&table, Cursor::new(words.backend(), part)));
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
    loop {
        let from = table(&mut words)?;
        words.eat(&["to"]);
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
        if let Some(index) = inline_index(words.clone()) {
            return one(Operation::CreateIndex { table: table_name, index });
        }
        if let Some(constraint) = constraint(words.clone()) {
            return one(Operation::AddConstraint { table: table_name, constraint });
        }
        words.eat(&["column"]);
        words.eat_if_exists();
        if let Some(group) = words.clone().group() {
            let add = |part| {
                let column = column(Cursor::new(backend, part))?;
                Some(Operation::AddColumn { table: of.to_owned(), column })
            };
            return Some(parts(group).filter_map(add).collect());
        }
        return one(Operation::AddColumn { table: table_name, column: column(words)? });
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
            operations.push(Operation::RenameColumn { table: table_name.clone(), column: from, to });
        }
        operations.push(Operation::ModifyColumn { table: table_name, column });
        return Some(operations);
    }
    if words.eat(&["validate", "constraint"]) {
        return one(Operation::ValidateConstraint { table: table_name, name: words.name()? });
    }
    if words.eat(&["alter"]) {
        words.eat(&["column"]);
        let column = words.name()?;
        return one(Operation::AlterColumn { table: table_name, column, alter: alter_column(words) });
    }
    None
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
        let end = rest.iter().position(|word| word.is_any(&["using", "collate"])).unwrap_or(rest.len());
        let using = rest.iter().any(|word| word.is("using"));
        return Alter::Type { ty: text(&rest[..end]).to_lowercase(), using };
    }
    Alter::Other
}

fn drop(of: String, mut words: Cursor<'_>) -> Option<Operation> {
    let index = words.eat_any(&["index", "key"]);
    let named = index || words.eat_any(&["constraint", "check"]) || words.eat(&["foreign", "key"]);
    if named {
        words.eat_if_exists();
        let name = words.name()?;
        return Some(match index {
            true => Operation::DropIndex { table: Some(of), name, concurrently: false },
            false => Operation::DropConstraint { table: of, name },
        });
    }
    if words.eat(&["primary", "key"]) {
        return Some(Operation::DropConstraint { table: of, name: "primary".to_owned() });
    }
    words.eat(&["column"]);
    words.eat_if_exists();
    Some(Operation::DropColumn { table: of, column: words.name()? })
}

fn rename(of: String, mut words: Cursor<'_>) -> Option<Operation> {
    if words.eat_any(&["constraint", "index", "key"]) {
        let name = words.name()?;
        words.eat(&["to"]);
        return Some(Operation::RenameObject { table: Some(of), name, to: words.name()? });
    }
    if words.eat_any(&["to", "as"]) {
        let to = beside(&of, &table(&mut words)?);
        return Some(Operation::RenameTable { table: of, to });
    }
    words.eat(&["column"]);
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
