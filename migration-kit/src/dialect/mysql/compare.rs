//! What it means to a comparison of schemas.

use crate::dialect::MySql;
use crate::dialect::compare::{Compare, Telling};

impl Compare for MySql {
    fn tells_of_types(&self) -> Telling {
        Telling::Some
    }

    fn has_one_writer(&self) -> bool {
        false
    }

    /// It would have to copy the table for NOT NULL.
    fn exchanges_columns(&self) -> bool {
        false
    }

    fn keeps_unsaid(&self) -> bool {
        false
    }
}
