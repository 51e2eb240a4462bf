//! What the rules of the linter have to know.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::dialect::Sqlite;
use crate::dialect::lint::Lint;

impl Lint for Sqlite {
    fn too_long(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn reserved_words(&self) -> &'static HashSet<&'static str> {
        static WORDS: LazyLock<HashSet<&str>> =
            LazyLock::new(|| RESERVED.split_whitespace().collect());
        &WORDS
    }

    fn required_column(&self) -> &'static str {
        "it fails as soon as there is a row"
    }

    /// <https://sqlite.org/lang_altertable.html>, "ALTER TABLE ADD COLUMN".
    fn added_default_is_constant(&self) -> bool {
        true
    }

    fn resets_settings(&self) -> bool {
        false
    }
}

/// Those of <https://www.sqlite.org/lang_keywords.html> that the parser refuses.
const RESERVED: &str = "add all alter and as autoincrement between case check collate commit constraint create default \
    deferrable delete distinct drop else escape except exists foreign from group having in index insert intersect into is isnull \
    join limit not nothing notnull null on or order primary references returning select set table then to transaction union \
    unique update using values when where";
