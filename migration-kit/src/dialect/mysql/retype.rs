//! What changing a type does.

use crate::dialect::MySql;
use crate::dialect::retype::{Retype, Usual, grows, narrows};
use crate::sql::types::parse;

impl Retype for MySql {
    fn narrows(&self, from: &str, to: &str) -> bool {
        narrows(from, to, &Usual { any_digits: false, second_digits: 0 })
    }

    fn rewrites(&self, from: &str, to: &str) -> bool {
        let (old, new) = (parse(from), parse(to));
        if old == new {
            // The values of an enum are no numbers, so they are compared as they stand.
            return old.name == "enum" && from != to && !is_appended(from, to);
        }
        // The length of a value is kept in one byte up to 255, in utf8mb4 63 characters, and else
        // in two.
        match (old.name.as_str(), new.name.as_str()) {
            ("varchar", "varchar") => {
                !grows(&old, &new) || (old.argument(0) < Some(64) && new.argument(0) >= Some(64))
            }
            _ => true,
        }
    }
}

/// Whether an enum has only got values at its end.
fn is_appended(from: &str, to: &str) -> bool {
    from.starts_with("enum(") && to.starts_with(from.trim_end_matches(')'))
}
