//! What the parsers of others know of it.

use sqlparser::dialect::{Dialect, SQLiteDialect};

use crate::dialect::Sqlite;
use crate::dialect::parsers::Parsers;

impl Parsers for Sqlite {
    fn sqlparser(&self) -> &'static dyn Dialect {
        &SQLiteDialect {}
    }

    fn squawk(&self) -> bool {
        false
    }
}
