//! The names in expressions.

use crate::dialect::Postgres;
use crate::dialect::expressions::Expressions;

impl Expressions for Postgres {
    /// Names are told apart by their case.
    fn is_same(&self, name: &str, wanted: &str) -> bool {
        name == wanted
    }

    fn column_of<'t>(&self, part: &'t str) -> Option<&'t str> {
        Some(part)
    }
}
