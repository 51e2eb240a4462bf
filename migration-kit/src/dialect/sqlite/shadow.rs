//! Where shadow databases are made.

use crate::dialect::Sqlite;
use crate::dialect::shadow::{Place, Shadow};

impl Shadow for Sqlite {
    fn place(&self) -> Place {
        Place::InMemory
    }
}
