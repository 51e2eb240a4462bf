//! How its SQL is read.

use crate::dialect::Postgres;
use crate::dialect::parse::{Grammar, Parse};

impl Postgres {
    /// The bytes of a name (<https://www.postgresql.org/docs/current/limits.html>).
    pub(crate) const NAME_BYTES: usize = 63;
}

impl Parse for Postgres {
    fn grammar(&self) -> &'static Grammar {
        &Grammar {
            prefix_lengths: false,
            algorithms: false,
            inline_indexes: false,
            like_without_parentheses: false,
            drops_by_kind: false,
            unknown_names_are_texts: false,
            casts_reach_elements: true,
        }
    }

    fn kept(&self, word: &str) -> String {
        word.to_lowercase()
    }

    fn name_bytes(&self) -> Option<usize> {
        Some(Self::NAME_BYTES)
    }

    fn folded(&self, name: &str) -> String {
        name.to_owned()
    }

    fn default_schema(&self) -> Option<&'static str> {
        Some("public")
    }
}
