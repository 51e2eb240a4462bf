//! Reading SQL text: in goes a text and its backend; out come its tokens, or an expression with the columns that it names.
//!
//! [`tokens`] tells statements apart and which words they have, on every backend and whatever they are. [`expression`] is what
//! checks, indexes, defaults and generated columns are made of, read by a parser that knows each dialect.

pub(crate) mod cursor;
#[cfg(feature = "lint")]
pub(crate) mod expression;
pub(crate) mod tokens;
