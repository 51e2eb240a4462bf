//! Reading SQL text: in goes a text and its backend; out come its tokens, or an expression with the
//! columns that it names.
//!
//! [`tokens`] tells statements apart and which words they have, on every backend and whatever they
//! are. [`Expression`] is what checks, indexes, defaults and generated columns are made of, read by
//! a parser that knows each dialect.

mod constraint;
pub(crate) mod cursor;
#[cfg(feature = "lint")]
mod expression;
mod index_of;
mod quote;
#[cfg_attr(
    not(feature = "lint"),
    expect(dead_code, reason = "the linter looks at more of a statement than the recorder")
)]
pub(crate) mod statement;
pub(crate) mod tokens;
#[cfg(feature = "lint")]
pub(crate) mod types;

pub(crate) use constraint::{UniqueWords, is_unchecked, unique_words};
#[cfg(feature = "lint")]
pub use expression::Expression;
#[cfg(feature = "lint")]
pub(crate) use expression::in_lasting_words;
#[cfg(feature = "generate")]
pub(crate) use expression::read_again;
pub(crate) use index_of::{NamedIndex, index_of};
#[cfg(feature = "lint")]
pub(crate) use quote::as_kept;
pub(crate) use quote::{ident, idents};
