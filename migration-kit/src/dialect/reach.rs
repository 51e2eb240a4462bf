//! What of a statement reaches beyond its database: what belongs to the server, to other databases
//! or to other machines.

use crate::sql::cursor::Cursor;

pub(crate) trait Reach {
    /// What a statement that begins here does beyond its database, in words for a person.
    fn statement(&self, words: Cursor<'_>) -> Option<String>;

    /// The functions that do something beyond it.
    fn functions(&self) -> &'static [&'static str];

    /// The tables and views that tell of other databases.
    fn catalogs(&self) -> &'static [&'static str];

    /// The schema of which every table does.
    fn shared_schema(&self) -> Option<&'static str>;
}

/// The statement's first words, as people write them.
pub(super) fn named(words: &[&str]) -> Option<String> {
    Some(words.join(" ").to_uppercase())
}

super::of!(Reach);
