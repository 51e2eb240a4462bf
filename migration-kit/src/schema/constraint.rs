//! UNIQUE and CHECK constraints.

#[cfg(feature = "generate")]
use super::Table;
use super::list;
use crate::Backend;
use crate::dialect::types;
#[cfg(feature = "generate")]
use crate::names::parts;
use crate::sql::Expression;

/// A UNIQUE constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unique {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
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
        self.name.as_ref().is_none_or(is_usual)
    }
}

impl Check {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("({})", self.expression))
    }

    /// The name that PostgreSQL makes up for it in that table: by its column, where there is but
    /// one (`ChooseConstraintName` in the server's source). A name that is taken gets a number
    /// behind it, and a long one is cut, which is not done here.
    #[cfg(feature = "generate")]
    pub(crate) fn postgres_name(&self, table_name: &str, table: &Table) -> String {
        let plain = parts(table_name).1;
        let mut named =
            table.columns.iter().filter(|column| self.expression.may_name(&column.name));
        match (named.next(), named.next()) {
            (Some(column), None) => format!("{plain}_{}_check", column.name),
            _ => format!("{plain}_check"),
        }
    }
}
