//! The values of an enum: in the type of each column.

use crate::dialect::MySql;
use crate::dialect::enums::{Enums, Kept};

impl Enums for MySql {
    fn kept(&self) -> Kept {
        Kept::ColumnType
    }
}
