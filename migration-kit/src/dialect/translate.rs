//! What a schema that was read on one backend is on another that was not read.

use crate::schema::{Check, Identity, Index, Table};

pub(crate) trait Translate {
    /// How a schema is said in its words, where it was not read. None for the one that needs no
    /// server and can always be read: its schemas are those that are translated.
    fn translation(&self) -> Option<&'static dyn Translation>;
}

/// How a schema is said in a backend's words.
pub(crate) trait Translation {
    /// The type of a column of an enum: its name, and its values as literals.
    fn enum_type(&self, name: &str, values: &[String]) -> String;

    /// How the database numbers rows.
    fn numbered(&self) -> Identity;

    /// The default that is the time of the row.
    fn now(&self) -> &'static str;

    /// An expression, with its names in the right quotes.
    fn expression(&self, text: &str) -> String;

    /// The name that it would make up for a check: that at a place of a table, with its name.
    fn check_name(&self, table: (&str, &Table), check: &Check, at: usize) -> String;

    /// The name that it would make up for a unique constraint of a table, by its columns.
    fn unique_name(&self, table: &str, columns: &[String]) -> Option<String>;

    /// Whether a foreign key can wait for the end of a transaction.
    fn defers_keys(&self) -> bool;

    /// Whether it can have the index.
    fn takes_index(&self, index: &Index) -> bool;
}

super::of!(Translate);
