//! A table by its name, and things of it, as texts for one backend.

use sea_orm::sea_query::{IntoTableRef, TableName, TableRef};

use crate::Backend;
use crate::dialect::text;

/// A table, with its schema where that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnTable {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
}

impl OnTable {
    /// What is no table with a name, such as a query, becomes one without; the database refuses it
    /// by its statement.
    pub(crate) fn new(table: impl IntoTableRef) -> Self {
        match table.into_table_ref() {
            TableRef::Table(TableName(schema, name), _) => {
                Self { schema: schema.map(|schema| schema.1.to_string()), name: name.to_string() }
            }
            _ => Self { schema: None, name: String::new() },
        }
    }

    /// Its name, quoted.
    pub(crate) fn sql(&self, backend: Backend) -> String {
        self.beside(backend, &self.name)
    }

    /// The quoted name of something in the same schema, such as an index on PostgreSQL.
    pub(crate) fn beside(&self, backend: Backend, name: &str) -> String {
        let text = text::of(backend);
        match &self.schema {
            Some(schema) => format!("{}.{}", text.ident(schema), text.ident(name)),
            None => text.ident(name),
        }
    }

    /// `ALTER TABLE table …`.
    pub(crate) fn alter(&self, backend: Backend, action: &str) -> String {
        format!("ALTER TABLE {} {action}", self.sql(backend))
    }
}
