//! The values of an enum: in a check on each column.

use crate::dialect::Sqlite;
use crate::dialect::enums::{Enums, Kept};

impl Enums for Sqlite {
    fn kept(&self) -> Kept {
        Kept::Check
    }
}
