//! What the parsers of others know of a backend.

use sqlparser::dialect::Dialect;

pub(crate) trait Parsers {
    /// What sqlparser-rs calls it.
    fn sqlparser(&self) -> &'static dyn Dialect;

    /// Whether squawk (<https://squawkhq.com/docs>) reads its SQL.
    fn squawk(&self) -> bool;
}

super::of!(Parsers);
