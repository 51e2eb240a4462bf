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

    /// A blob of 16 bytes.
    fn uuid(&self, text: &str) -> String {
        self.bytes(&text.replace('-', ""))
    }

    fn insert_defaults(&self, table: &str) -> String {
        format!("INSERT INTO {table} DEFAULT VALUES")
    }

    fn as_text(&self, column: &str) -> String {
        format!("typeof({column}) || hex({column})")
    }

    /// SQLITE_CONSTRAINT and SQLITE_MISMATCH, in the low byte of an extended code
    /// (<https://sqlite.org/rescode.html>). What functions say of their arguments comes with the
    /// code of a statement that is wrong, SQLITE_ERROR.
    fn is_about_values(&self, code: &str, message: &str) -> bool {
        const OF_VALUES: [&str; 3] = ["malformed JSON", "integer overflow", "JSON cannot hold"];
        let Ok(code) = code.parse::<u32>() else { return false };
        [19, 20].contains(&(code & 0xff)) || OF_VALUES.iter().any(|text| message.contains(text))
    }

    /// In a check of the table.
    fn enumerated(&self, _: &Schema, table: &Table, column: &Column) -> Option<Vec<String>> {
        table.enum_check(&column.name).map(|(_, values)| values)
    }
}
