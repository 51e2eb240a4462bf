//! Literals that a column can have in every row.

use crate::dialect::MySql;
use crate::dialect::neutral::Neutral;

impl Neutral for MySql {
    /// It has no arrays.
    fn empty_array(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn enum_value(&self, text: String, _: &str) -> String {
        text
    }

    fn nil_uuid(&self) -> &'static str {
        "repeat(char(0), 16)"
    }
}
