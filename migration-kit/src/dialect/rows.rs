//! Rows that are made up for every table, and counted.

use crate::schema::{Column, Schema, Table};

pub(crate) trait Rows {
    /// Lists the tables: the schema, which is none for the default one, and the name.
    fn tables(&self) -> &'static str;

    /// What stands before VALUES, so that an identity that is always numbered takes a value.
    fn overriding(&self) -> &'static str;

    /// A truth value.
    fn boolean(&self, value: bool) -> &'static str;

    /// Bytes, from their digits in hex.
    fn bytes(&self, hex: &str) -> String;

    /// The values of an enum, wherever the backend keeps them; none for what is no enum.
    fn enumerated(&self, schema: &Schema, table: &Table, column: &Column) -> Option<Vec<String>>;
}

super::of!(Rows);
