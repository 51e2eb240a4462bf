//! An SQL expression: in goes its text as a catalog or a person has it; out come the columns, the
//! types and the functions that it names, and the same text with other names.

#[cfg(feature = "generate")]
mod names;
mod reprint;

use std::fmt;
#[cfg(feature = "generate")]
use std::sync::OnceLock;

use super::cursor::depth_change;
use super::tokens::{Token, placed};
use crate::Backend;

pub(crate) use reprint::{in_lasting_words, read_again};

/// A condition, a default, what a generated column is computed from, or a part of an index, in a
/// backend's words. Two are equal if their texts are, or will be once the server has read them.
#[derive(Clone)]
pub struct Expression {
    backend: Backend,
    text: String,
    /// Found at the first question, because most expressions are only compared.
    #[cfg(feature = "generate")]
    names: OnceLock<names::Names>,
}

impl Expression {
    /// Takes a text as the catalog of that backend has it, or as a person wrote it for that
    /// backend.
    pub fn new(backend: Backend, text: impl Into<String>) -> Self {
        Self {
            backend,
            text: text.into(),
            #[cfg(feature = "generate")]
            names: OnceLock::new(),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text without the parentheses around all of it.
    pub(crate) fn inner(&self) -> &str {
        let tokens = placed(self.backend, &self.text);
        let mut depth = 0;
        let closes = tokens.iter().position(|(token, _)| {
            depth += depth_change(token);
            depth == 0
        });
        match (tokens.first(), tokens.last()) {
            (Some((Token::Symbol('('), open)), Some((_, close)))
                if closes == Some(tokens.len() - 1) =>
            {
                self.text[open.end..close.start].trim()
            }
            _ => &self.text,
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
            || (self.backend == other.backend
                && read_again(self.backend, &self.text) == read_again(other.backend, &other.text))
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

#[cfg(all(test, feature = "generate"))]
mod tests;
