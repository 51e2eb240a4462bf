//! Where a backend keeps the values of an enum.

pub(crate) trait Enums {
    /// Where they are.
    fn kept(&self) -> Kept;
}

/// Where the values of an enum are.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kept {
    /// In a type with a name of its own, which columns and arrays have.
    OwnType,
    /// In the type of each column.
    ColumnType,
    /// In a check on each column, which is a text.
    Check,
}

super::of!(Enums);
