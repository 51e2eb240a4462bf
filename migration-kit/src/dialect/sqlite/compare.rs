//! What it means to a comparison of schemas.

use crate::dialect::Sqlite;
use crate::dialect::compare::{Compare, Telling};

impl Compare for Sqlite {
    fn tells_of_types(&self) -> Telling {
        Telling::Least
    }

    fn has_one_writer(&self) -> bool {
        true
    }

    /// It has one writer at a time anyway.
    fn exchanges_columns(&self) -> bool {
        false
    }

    fn keeps_unsaid(&self) -> bool {
        true
    }
}
