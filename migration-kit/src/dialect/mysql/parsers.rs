//! What the parsers of others know of it.

use sqlparser::dialect::{Dialect, MySqlDialect};

use crate::dialect::MySql;
use crate::dialect::parsers::Parsers;

impl Parsers for MySql {
    fn sqlparser(&self) -> &'static dyn Dialect {
        &MySqlDialect {}
    }

    fn squawk(&self) -> bool {
        false
    }
}
