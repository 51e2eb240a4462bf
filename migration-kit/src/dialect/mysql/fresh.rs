//! Emptying a database.

use crate::dialect::MySql;
use crate::dialect::fresh::Fresh;

impl Fresh for MySql {
    fn views(&self) -> &'static str {
        "SELECT 'VIEW', table_name FROM information_schema.views WHERE table_schema = DATABASE()"
    }

    fn cascade(&self) -> &'static str {
        ""
    }
}
