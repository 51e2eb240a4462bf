//! Where databases for tests are made.

use crate::dialect::Sqlite;
use crate::dialect::testing::{Server, Testing};

impl Testing for Sqlite {
    fn server(&self) -> Option<Server> {
        None
    }
}
