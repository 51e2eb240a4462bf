//! What the parsers of others know of it.

use sqlparser::dialect::{Dialect, PostgreSqlDialect};

use crate::dialect::Postgres;
use crate::dialect::parsers::Parsers;

impl Parsers for Postgres {
    fn sqlparser(&self) -> &'static dyn Dialect {
        &PostgreSqlDialect {}
    }

    fn squawk(&self) -> bool {
        true
    }
}
