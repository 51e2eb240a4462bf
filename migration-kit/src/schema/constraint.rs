//! PRIMARY KEY, UNIQUE, CHECK and EXCLUDE constraints.

use std::fmt;

use super::{Index, KeyWords, Terms, list};
use crate::Backend;
use crate::dialect::types;
use crate::sql::Expression;

/// A primary key, as it is changed. A table has its parts: [`Table::primary_key`](super::Table).
#[cfg(feature = "generate")]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrimaryKey {
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// What else it says.
    pub terms: Terms,
}

/// A UNIQUE constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unique {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// What else it says.
    pub terms: Terms,
    /// SQLite: what it says beside them.
    pub words: KeyWords,
}

/// A CHECK constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its name; SQLite needs none.
    pub name: Option<String>,
    /// Its condition.
    pub expression: Expression,
    /// MariaDB: the column whose definition holds it, and which cannot be said without it. No part
    /// of a comparison.
    pub column: Option<String>,
    /// What else it says.
    pub terms: Terms,
}

/// An EXCLUDE constraint of PostgreSQL: no two rows compare so by all of its operators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exclusion {
    /// Its index, by whose name it is known. Its statement is what the server says of the
    /// constraint.
    pub index: Index,
    /// The operator of each part of the index.
    pub operators: Vec<String>,
    /// What else it says.
    pub terms: Terms,
}

impl Unique {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| list(&self.columns))
    }

    /// Its columns, and those that its index stores along.
    #[cfg(feature = "generate")]
    pub(crate) fn all_columns(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().chain(&self.terms.include)
    }

    /// Whether it cannot be without that column.
    #[cfg(feature = "generate")]
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.all_columns().any(|column| column == name)
    }

    /// Whether another one has the same definition, by whatever name.
    pub(crate) fn is_defined_as(&self, other: &Self) -> bool {
        (&self.columns, &self.terms, &self.words) == (&other.columns, &other.terms, &other.words)
    }

    /// Whether it is what UNIQUE behind a column makes on that backend.
    pub(crate) fn is_plain(&self, backend: Backend, table: &str) -> bool {
        let [column] = self.columns.as_slice() else { return false };
        if !self.terms.is_plain() {
            return false;
        }
        let is_usual = |name: &String| *name == types::of(backend).unique_name(table, column);
        self.name.as_ref().is_none_or(is_usual) && self.words.is_empty()
    }
}

impl Check {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("({})", self.expression))
    }
}

impl Exclusion {
    /// Whether another one has the same definition, by whatever name.
    pub(crate) fn is_defined_as(&self, other: &Self) -> bool {
        self.index.is_defined_as(&other.index)
            && (&self.operators, &self.terms) == (&other.operators, &other.terms)
    }

    /// The parts of its index, each with its operator.
    pub(crate) fn parts(&self) -> Vec<String> {
        let parts = self.index.parts.iter().zip(&self.operators);
        parts.map(|(part, operator)| format!("{part} with {operator}")).collect()
    }
}

/// The definition on one line, without the name.
impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&list(&self.parts()))?;
        self.index.fmt_beside_parts(f)?;
        self.terms.fmt(f)
    }
}
