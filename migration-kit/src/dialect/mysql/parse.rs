//! How its SQL is read.

use crate::dialect::MySql;
use crate::dialect::parse::{Grammar, Parse};

impl Parse for MySql {
    fn grammar(&self) -> &'static Grammar {
        &Grammar {
            prefix_lengths: true,
            algorithms: true,
            inline_indexes: true,
            like_without_parentheses: true,
            drops_by_kind: true,
            unknown_names_are_texts: false,
            casts_reach_elements: false,
        }
    }

    fn kept(&self, word: &str) -> String {
        word.to_owned()
    }

    fn name_bytes(&self) -> Option<usize> {
        None
    }

    /// The case means nothing.
    fn folded(&self, name: &str) -> String {
        name.to_lowercase()
    }

    fn default_schema(&self) -> Option<&'static str> {
        None
    }
}
