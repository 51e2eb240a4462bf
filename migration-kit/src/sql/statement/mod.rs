//! The statements of a step as operations on tables, columns, indexes and constraints: what the rules look at, and what the
//! recorder follows.
//!
//! One reader for three dialects. It goes by the words of a statement, so what stands in a routine or a block is not seen; a
//! statement that it does not know is [`Operation::Other`].

mod alter;
mod column;
mod create;
#[cfg(feature = "lint")]
mod effect;
#[cfg(feature = "lint")]
mod rebuild;
#[cfg(test)]
mod tests;

pub(crate) use column::Column;
#[cfg(feature = "lint")]
pub(crate) use effect::{Effect, effects};
#[cfg(feature = "lint")]
pub(crate) use rebuild::fold_rebuilds;

use crate::Backend;
use crate::names::qualified;
use crate::sql::cursor::Cursor;
use crate::sql::tokens::{Token, statements};

/// One thing that a statement does. An ALTER TABLE may do several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    CreateTable {
        table: String,
        columns: Vec<Column>,
        constraints: Vec<Constraint>,
        source: Source,
        /// MariaDB's OR REPLACE.
        replaces: bool,
    },
    DropTable {
        table: String,
    },
    CreateView {
        view: String,
    },
    DropView {
        view: String,
    },
    RenameTable {
        table: String,
        to: String,
    },
    /// SQLite: the table is made anew with this definition.
    RebuildTable {
        table: String,
        columns: Vec<Column>,
        constraints: Vec<Constraint>,
        /// Columns that take the values of others: the old name and the new one.
        renamed: Vec<(String, String)>,
        /// Columns that take a value that is computed from the old row.
        filled: Vec<String>,
        /// The columns that go; none says that all go which the definition does not have.
        dropped: Option<Vec<String>>,
    },
    AddColumn {
        table: String,
        column: Column,
    },
    DropColumn {
        table: String,
        column: String,
    },
    RenameColumn {
        table: String,
        column: String,
        to: String,
    },
    AlterColumn {
        table: String,
        column: String,
        alter: Alter,
    },
    /// MySQL's MODIFY and CHANGE: the whole definition again.
    ModifyColumn {
        table: String,
        column: Column,
    },
    AddConstraint {
        table: String,
        constraint: Constraint,
    },
    ValidateConstraint {
        table: String,
        name: String,
    },
    DropConstraint {
        table: String,
        name: String,
        /// MySQL's DROP FOREIGN KEY and DROP CHECK: the index of that name stays.
        keeps_index: bool,
    },
    CreateIndex {
        table: String,
        index: Index,
    },
    /// `table` is what MySQL says; elsewhere the name is enough, with its schema where one is said.
    DropIndex {
        table: Option<String>,
        schema: Option<String>,
        name: String,
        concurrently: bool,
    },
    /// Of an index or a constraint.
    RenameObject {
        table: Option<String>,
        schema: Option<String>,
        name: String,
        to: String,
    },
    CreateType {
        name: String,
        values: Vec<String>,
    },
    RenameType {
        name: String,
        to: String,
    },
    DropType {
        name: String,
    },
    /// At the end, where no other value is named that it comes before or after.
    AddValue {
        ty: String,
        value: String,
        before: Option<String>,
        after: Option<String>,
    },
    RenameValue {
        ty: String,
        from: String,
        to: String,
    },
    CreateTrigger {
        table: String,
        name: String,
    },
    DropTrigger {
        name: String,
    },
    /// INSERT, UPDATE, DELETE and TRUNCATE.
    Rows {
        table: String,
        verb: Verb,
        /// The text of WHERE.
        filter: Option<String>,
        /// It is done in batches: the `backfill` of a plan.
        batched: bool,
    },
    /// SET, RESET and PRAGMA: the setting's name, and its value where one is given.
    Set {
        name: String,
        value: Option<String>,
    },
    Other,
}

/// Where a new table has columns from besides those that the statement names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    #[default]
    Named,
    /// MySQL's LIKE: all of that table.
    Copy(String),
    /// From a query, or from tables that it inherits or takes after.
    Others,
}

/// What ALTER COLUMN does to a column of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Alter {
    Type { ty: String, using: bool },
    SetNotNull,
    DropNotNull,
    SetDefault(String),
    DropDefault,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Insert,
    Update,
    Delete,
    Truncate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub name: Option<String>,
    pub kind: ConstraintKind,
    /// PostgreSQL's NOT VALID.
    pub not_valid: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConstraintKind {
    PrimaryKey { columns: Vec<String>, using_index: Option<String> },
    Unique { columns: Vec<String>, using_index: Option<String> },
    ForeignKey { columns: Vec<String>, parent: String, parent_columns: Vec<String> },
    Check { expression: String },
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Index {
    pub name: Option<String>,
    pub unique: bool,
    pub concurrently: bool,
    pub if_not_exists: bool,
    /// Columns, or the text of an expression.
    pub parts: Vec<String>,
    pub predicate: Option<String>,
    pub method: Option<String>,
}

/// MySQL's ALGORITHM and LOCK, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct How {
    pub algorithm: Option<String>,
    pub lock: Option<String>,
}

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
            let operations = if operations.is_empty() { vec![Operation::Other] } else { operations };
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
    let backend = words.backend();
    let is_default = |schema: &&str| backend == Backend::Postgres && *schema == "public";
    let (schema, name) = words.qualified()?;
    Some(qualified(schema.as_deref().filter(|schema| !is_default(schema)), &name))
}

/// MySQL's ALGORITHM and LOCK among the words.
fn how(words: &Cursor<'_>) -> How {
    let mut how = How::default();
    if words.backend() != Backend::MySql {
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
            words.name().filter(|_| !is_call(backend, &words)).unwrap_or_else(|| text(part))
        })
        .collect()
}

/// MySQL's `name(10)` is a column, PostgreSQL's `lower(name)` is an expression.
fn is_call(backend: Backend, after: &Cursor<'_>) -> bool {
    backend != Backend::MySql && after.rest().first() == Some(&Token::Symbol('('))
}

/// Words as a text, with spaces only where two words would run together.
pub(crate) fn text(words: &[Token]) -> String {
    let mut text = String::new();
    for word in words {
        let word = match word {
            Token::Word(word) => word.clone(),
            Token::Name(name) => name.clone(),
            Token::Text(value) => format!("'{value}'"),
            Token::Symbol(symbol) => symbol.to_string(),
        };
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '\'');
        if joins(text.chars().last()) && joins(word.chars().next()) {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}
