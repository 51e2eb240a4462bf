//! Literals that a column can have in every row.

use crate::dialect::Sqlite;
use crate::dialect::neutral::Neutral;

impl Neutral for Sqlite {
    /// It has no arrays.
    fn empty_array(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn enum_value(&self, text: String, _: &str) -> String {
        text
    }

    fn nil_uuid(&self) -> &'static str {
        "zeroblob(16)"
    }
}
