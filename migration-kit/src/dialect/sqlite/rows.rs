//! Rows that are made up and counted.

use crate::dialect::Sqlite;
use crate::dialect::rows::Rows;
use crate::schema::{Column, Schema, Table};

impl Rows for Sqlite {
    fn tables(&self) -> &'static str {
        "SELECT CAST(NULL AS TEXT), name FROM sqlite_schema \
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    }

    fn overriding(&self) -> &'static str {
        ""
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn bytes(&self, hex: &str) -> String {
        format!("X'{hex}'")
    }

    /// In a check of the table.
    fn enumerated(&self, _: &Schema, table: &Table, column: &Column) -> Option<Vec<String>> {
        table.enum_check(&column.name).map(|(_, values)| values)
    }
}
