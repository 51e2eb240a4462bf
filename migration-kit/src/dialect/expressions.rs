//! Which names in an expression are one, and what a column alone looks like.

pub(crate) trait Expressions {
    /// Whether a name of a column is the one that is looked for.
    fn is_same(&self, name: &str, wanted: &str) -> bool;

    /// The column of a part of an index, as its text has it; nothing where more than a column and
    /// its length is in it.
    fn column_of<'t>(&self, part: &'t str) -> Option<&'t str>;
}

/// Whether two names are one where case means nothing.
pub(super) fn is_same_in_any_case(name: &str, wanted: &str) -> bool {
    name.to_lowercase() == wanted.to_lowercase()
}

super::of!(Expressions);
