//! UNIQUE and CHECK constraints.

use super::{KeyWords, list};
use crate::Backend;
use crate::dialect::types;
use crate::sql::Expression;

/// A UNIQUE constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unique {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
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
}

impl Unique {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| list(&self.columns))
    }

    /// Whether it is what UNIQUE behind a column makes on that backend.
    pub(crate) fn is_plain(&self, backend: Backend, table: &str) -> bool {
        let [column] = self.columns.as_slice() else { return false };
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
