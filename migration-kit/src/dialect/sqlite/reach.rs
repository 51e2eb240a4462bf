//! What of a statement reaches beyond its database: nothing, because a shadow database is in
//! memory.

use crate::dialect::Sqlite;
use crate::dialect::reach::Reach;
use crate::sql::cursor::Cursor;

impl Reach for Sqlite {
    fn statement(&self, _: Cursor<'_>) -> Option<String> {
        None
    }

    fn functions(&self) -> &'static [&'static str] {
        &[]
    }

    fn catalogs(&self) -> &'static [&'static str] {
        &[]
    }

    fn shared_schema(&self) -> Option<&'static str> {
        None
    }
}
