//! The names in expressions.

use crate::dialect::Sqlite;
use crate::dialect::expressions::{Expressions, is_same_in_any_case};

impl Expressions for Sqlite {
    fn is_same(&self, name: &str, wanted: &str) -> bool {
        is_same_in_any_case(name, wanted)
    }

    fn column_of<'t>(&self, part: &'t str) -> Option<&'t str> {
        Some(part)
    }
}
