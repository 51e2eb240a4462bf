//! What changing a type does.

use crate::dialect::Postgres;
use crate::dialect::retype::{Retype, Usual, grows, narrows};
use crate::sql::types::parse;

impl Retype for Postgres {
    fn narrows(&self, from: &str, to: &str) -> bool {
        narrows(from, to, &Usual { any_digits: true, second_digits: 6 })
    }

    fn rewrites(&self, from: &str, to: &str) -> bool {
        let (old, new) = (parse(from), parse(to));
        if old == new {
            return false;
        }
        let grows = grows(&old, &new);
        match (old.name.as_str(), new.name.as_str()) {
            ("varchar" | "text", "text") | ("cidr", "inet") => false,
            ("text", "varchar") => new.argument(0).is_some(),
            ("varchar", "varchar") | ("varbit", "varbit") => !grows,
            ("numeric", "numeric") => {
                !grows || (!new.arguments.is_empty() && old.argument(1) != new.argument(1))
            }
            ("timestamp", "timestamp") | ("timestamptz", "timestamptz") | ("time", "time") => {
                !grows
            }
            _ => true,
        }
    }
}
