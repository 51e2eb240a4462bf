//! What stands in the definition of a table and its columns, what stands beside it, and what a
//! backend puts there by itself.

use crate::schema::{Check, Column, DefaultValue, Identity, Table};

pub(crate) trait Definition {
    /// Where comments are.
    fn comments(&self) -> Comments;

    /// Whether NOT NULL cannot be said of a computed column.
    fn computed_takes_null(&self) -> bool;

    /// The type that stands for a column's own sequence and the default that counts on it.
    fn serial(&self, column: &Column) -> Option<&'static str>;

    /// What says that the database numbers a column, where sea-query has no words for it.
    fn identity(&self, identity: Identity, column: &Column) -> Option<String>;

    /// Whether a check has the name that the backend makes up for it, with a number behind it where
    /// that was taken. `of` is the table with its name.
    fn makes_up(&self, name: &str, of: (&str, &Table), check: &Check) -> bool;

    /// Whether sea-query has words for a foreign key to a table of another schema.
    fn parent_may_be_elsewhere(&self) -> bool;

    /// The default of a column, in the words of the catalog where those are others than sea-query
    /// would write, and the catalog keeps the words.
    fn default_in_words(&self, _column: &Column, value: DefaultValue) -> DefaultValue {
        value
    }

    /// Whether NO ACTION is treated and told as RESTRICT, so that neither has to be said.
    fn restricts_by_default(&self) -> bool;
}

/// Where comments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comments {
    /// In statements of their own.
    Apart,
    /// In the definition of what they are about.
    Inside,
    /// Nowhere: none is kept.
    Nowhere,
}

super::of!(Definition);
