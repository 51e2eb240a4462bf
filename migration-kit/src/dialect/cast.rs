//! What becomes of the values of a column that gets another type.

use crate::schema::Column;

pub(crate) trait Cast {
    /// How new values are made of that one of the old type, where the backend does not by itself.
    fn cast(&self, value: &str, before: &Column, after: &Column) -> Option<String>;

    /// How many characters a `varchar` without a length takes.
    fn unsized_text(&self) -> u32;
}

super::of!(Cast);
