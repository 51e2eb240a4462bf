//! What the rules of the linter have to know of a backend.

use std::collections::HashSet;

pub(crate) trait Lint {
    /// What becomes of a name that is longer than the backend keeps; nothing where it keeps that
    /// one.
    fn too_long(&self, name: &str) -> Option<&'static str>;

    /// Words in lower case that cannot name a table or a column without quotes.
    fn reserved_words(&self) -> &'static HashSet<&'static str>;

    /// What happens when a column that requires a value and has no default is added to a table with
    /// rows.
    fn required_column(&self) -> &'static str;

    /// Whether a column that is added to a table with rows takes only a constant for its default.
    fn added_default_is_constant(&self) -> bool;

    /// Whether RESET puts a setting back. Elsewhere that is done by setting it once more.
    fn resets_settings(&self) -> bool;
}

super::of!(Lint);
