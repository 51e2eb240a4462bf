//! What it means to a comparison of schemas.

use crate::dialect::Postgres;
use crate::dialect::compare::{Compare, Telling};

impl Compare for Postgres {
    fn tells_of_types(&self) -> Telling {
        Telling::Most
    }

    fn has_one_writer(&self) -> bool {
        false
    }

    fn exchanges_columns(&self) -> bool {
        true
    }

    fn keeps_unsaid(&self) -> bool {
        false
    }
}
