//! What becomes of the values of a column that gets another type.

use crate::dialect::Sqlite;
use crate::dialect::cast::Cast;
use crate::schema::Column;

impl Cast for Sqlite {
    /// A column takes values of any type, and casts those that it can.
    fn cast(&self, _: &str, _: &Column, _: &Column) -> Option<String> {
        None
    }

    fn unsized_text(&self) -> u32 {
        u32::MAX
    }
}
