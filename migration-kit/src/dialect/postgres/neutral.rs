//! Literals that a column can have in every row.

use crate::dialect::Postgres;
use crate::dialect::neutral::Neutral;

impl Neutral for Postgres {
    fn empty_array(&self, ty: &str) -> Option<&'static str> {
        ty.ends_with("[]").then_some("'{}'")
    }

    fn enum_value(&self, text: String, ty: &str) -> String {
        format!("{text}::{ty}")
    }

    fn nil_uuid(&self) -> &'static str {
        "'00000000-0000-0000-0000-000000000000'"
    }
}
