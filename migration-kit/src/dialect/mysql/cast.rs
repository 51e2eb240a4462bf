//! What becomes of the values of a column that gets another type.

use crate::dialect::MySql;
use crate::dialect::cast::Cast;
use crate::schema::Column;

impl Cast for MySql {
    /// It casts whatever it can by itself.
    fn cast(&self, _: &str, _: &Column, _: &Column) -> Option<String> {
        None
    }

    /// What sea-query writes for one.
    fn unsized_text(&self) -> u32 {
        255
    }
}
