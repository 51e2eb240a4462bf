//! How a column of a table is altered, where that is done by itself.

use crate::schema::{Column, Expression};
use crate::statement::{ColumnDef, Statement};

pub(crate) trait AlterColumn {
    /// Gives a column its default. The definition has it.
    fn set_default(&self, table: &str, column: ColumnDef, default: &Expression) -> Statement;

    /// Online: the column takes no NULL any more, and is as it is defined.
    fn set_not_null(&self, table: &str, column: &Column, definition: ColumnDef) -> Statement;

    /// Online: the column takes NULL, and is as it was otherwise. The definition takes it.
    fn drop_not_null(&self, table: &str, column: ColumnDef) -> Statement;

    /// Everything that changes about a column but its name, in order.
    fn modify(&self, column: Modified<'_>) -> Vec<Statement>;

    /// Gives a column its comment, or takes it away; nothing where that is part of its definition.
    fn comment_on_column(&self, table: &str, column: &Column) -> Option<Statement>;

    /// Gives the sequence that a new column has made the name that it is to have; nothing where it
    /// has that one.
    fn name_sequence(&self, table: &str, column: &Column) -> Option<Statement>;

    /// Gives the sequence that goes with a column the name that it is to have. `is_renamed`: its
    /// table or the column is, in the same migration.
    fn rename_sequence(
        &self,
        before: &Column,
        after: &Column,
        is_renamed: bool,
    ) -> Option<Statement>;

    /// The default that is another one for each row, where a new column with it means writing every
    /// row.
    fn volatile_default(&self, column: &Column) -> Option<String>;
}

/// A column that is modified.
pub(crate) struct Modified<'a> {
    pub(crate) table: &'a str,
    pub(crate) before: &'a Column,
    pub(crate) after: &'a Column,
    pub(crate) old: &'a ColumnDef,
    pub(crate) new: ColumnDef,
    /// Rows may be in the table, and others at it.
    pub(crate) in_use: bool,
}
