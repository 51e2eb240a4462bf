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

    /// In a type of its own.
    fn enumerated(&self, schema: &Schema, _: &Table, column: &Column) -> Option<Vec<String>> {
        schema.enums.get(&canonical(&column.ty)).cloned()
    }
}
