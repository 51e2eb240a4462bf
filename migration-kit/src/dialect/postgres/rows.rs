//! Rows that are made up and counted.

use crate::dialect::Postgres;
use crate::dialect::rows::Rows;
use crate::names::canonical;
use crate::schema::{Column, Schema, Table};

impl Rows for Postgres {
    fn tables(&self) -> &'static str {
        "SELECT nullif(n.nspname::text, 'public'), c.relname::text \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'"
    }

    fn overriding(&self) -> &'static str {
        " OVERRIDING SYSTEM VALUE"
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn bytes(&self, hex: &str) -> String {
        format!("'\\x{hex}'")
    }

    fn uuid(&self, text: &str) -> String {
        format!("'{text}'")
    }

    fn insert_defaults(&self, table: &str) -> String {
        format!("INSERT INTO {table} DEFAULT VALUES")
    }

    fn as_text(&self, column: &str) -> String {
        format!("{column}::text")
    }

    /// The classes 22, data exception, and 23, integrity constraint violation, and what a function
    /// raises by itself (PostgreSQL's manual, appendix A).
    fn is_about_values(&self, code: &str, _message: &str) -> bool {
        ["22", "23", "P0001"].iter().any(|class| code.starts_with(class))
    }

    /// In a type of its own.
    fn enumerated(&self, schema: &Schema, _: &Table, column: &Column) -> Option<Vec<String>> {
        schema.enums.get(&canonical(&column.ty)).cloned()
    }
}
