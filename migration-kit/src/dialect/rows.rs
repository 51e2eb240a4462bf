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

    /// A UUID as SeaORM stores it.
    fn uuid(&self, text: &str) -> String;

    /// An INSERT of a row of defaults alone.
    fn insert_defaults(&self, table: &str) -> String;

    /// The value of a column as a text, whatever its type, so that two that are not the same make
    /// two texts.
    fn as_text(&self, column: &str) -> String;

    /// Whether an error of this code, with this message, is about values that a statement meets,
    /// and not about the statement.
    fn is_about_values(&self, code: &str, message: &str) -> bool;

    /// The values of an enum, wherever the backend keeps them; none for what is no enum.
    fn enumerated(&self, schema: &Schema, table: &Table, column: &Column) -> Option<Vec<String>>;
}

super::of!(Rows);
