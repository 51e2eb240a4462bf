//! How its SQL is read.

use crate::dialect::Sqlite;
use crate::dialect::parse::{Grammar, Parse};

impl Parse for Sqlite {
    fn grammar(&self) -> &'static Grammar {
        &Grammar {
            prefix_lengths: false,
            algorithms: false,
            inline_indexes: false,
            like_without_parentheses: false,
            drops_by_kind: false,
            unknown_names_are_texts: true,
            casts_reach_elements: false,
        }
    }

    fn kept(&self, word: &str) -> String {
        word.to_owned()
    }

    fn name_bytes(&self) -> Option<usize> {
        None
    }

    fn folded(&self, name: &str) -> String {
        name.to_owned()
    }

    fn default_schema(&self) -> Option<&'static str> {
        None
    }
}
