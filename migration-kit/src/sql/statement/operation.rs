//! What a statement does, as values: operations on tables, columns, indexes and constraints, with
//! the names that a catalog has.

use std::fmt;

use super::Column;
use crate::sql::tokens::Token;

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
    Check(Condition),
    Other,
}

/// What a check says: its words, because a text of them would have to be read again to tell the
/// names in it from its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition(Vec<Token>);

impl Condition {
    /// Takes what stands between the parentheses of a check.
    pub(super) fn of(words: &[Token]) -> Self {
        Self(words.to_vec())
    }

    pub(crate) fn words(&self) -> &[Token] {
        &self.0
    }

    /// Gives another name to a column in it.
    pub(crate) fn rename(&mut self, column: &str, to: &str) {
        for word in &mut self.0 {
            if matches!(word, Token::Word(name) | Token::Name(name) if name == column) {
                *word = Token::Name(to.to_owned());
            }
        }
    }

    /// The names and the words in it, in their order; values are none.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|word| match word {
            Token::Word(name) | Token::Name(name) => Some(name.as_str()),
            Token::Text(_) | Token::Symbol(_) => None,
        })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::text(&self.0))
    }
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
