//! Where databases for tests are made.

use crate::dialect::Postgres;
use crate::dialect::testing::{Server, Testing};

impl Testing for Postgres {
    fn server(&self) -> Option<Server> {
        Some(Server { variable: "TEST_POSTGRES_URL", force: " WITH (FORCE)" })
    }
}
