//! Where databases for tests are made.

use crate::dialect::MySql;
use crate::dialect::testing::{Server, Testing};

impl Testing for MySql {
    fn server(&self) -> Option<Server> {
        Some(Server { variable: "TEST_MYSQL_URL", force: "" })
    }
}
