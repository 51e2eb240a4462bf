//! The names in expressions.

use crate::dialect::MySql;
use crate::dialect::expressions::{Expressions, is_same_in_any_case};

impl Expressions for MySql {
    fn is_same(&self, name: &str, wanted: &str) -> bool {
        is_same_in_any_case(name, wanted)
    }

    /// With its length behind it.
    fn column_of<'t>(&self, part: &'t str) -> Option<&'t str> {
        let Some((name, length)) = part.split_once('(') else { return Some(part) };
        let is_number = |length: &&str| length.chars().all(|c| c.is_ascii_digit());
        length.strip_suffix(')').filter(is_number).map(|_| name)
    }
}
