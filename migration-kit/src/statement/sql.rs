//! SQL for what sea-query has no words for. Every name is quoted by sea-query's own rules, every
//! text as a literal.

use super::Statement;
use crate::Backend;
use crate::dialect::literal;
use crate::ops::ident;
use crate::schema::parts;

/// Writes SQL for one backend.
#[derive(Clone, Copy)]
pub(crate) struct Sql(pub Backend);

impl Sql {
    /// A quoted name.
    pub(crate) fn name(self, name: &str) -> String {
        ident(self.0, name)
    }

    /// A table or a type, with its schema where that is not the default one.
    pub(crate) fn table(self, name: &str) -> String {
        match parts(name) {
            (Some(schema), name) => format!("{}.{}", self.name(&schema), self.name(&name)),
            (None, name) => self.name(&name),
        }
    }

    /// A list of quoted names, in parentheses.
    pub(crate) fn names(self, names: &[String]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.name(name)).collect();
        format!("({})", names.join(", "))
    }

    /// A text, or NULL.
    pub(crate) fn text(self, text: Option<&str>) -> String {
        literal::of(self.0).text(text)
    }

    /// `ALTER TABLE table …`.
    pub(crate) fn alter(self, table: &str, action: &str) -> Statement {
        Statement::Sql(format!("ALTER TABLE {} {action}", self.table(table)))
    }

    /// `ALTER TABLE table ALTER COLUMN column …`.
    pub(crate) fn alter_column(self, table: &str, column: &str, action: &str) -> Statement {
        self.alter(table, &format!("ALTER COLUMN {} {action}", self.name(column)))
    }
}
