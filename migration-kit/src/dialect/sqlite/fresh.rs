//! Emptying a database.

use crate::dialect::Sqlite;
use crate::dialect::fresh::Fresh;

impl Fresh for Sqlite {
    fn views(&self) -> &'static str {
        "SELECT 'VIEW', name FROM sqlite_schema WHERE type = 'view'"
    }

    fn cascade(&self) -> &'static str {
        ""
    }
}
