//! What creating, changing and dropping the objects of a table takes: it adds and drops plain
//! columns, and everything else is one rebuild of the table.

use crate::dialect::Sqlite;
use crate::dialect::change::{Alter, Change};

impl Change for Sqlite {
    fn alter(&self) -> Option<&'static dyn Alter> {
        None
    }
}
