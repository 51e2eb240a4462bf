//! How a backend's SQL is written: names in quotes, and what a lexer has to know of it.

use sea_orm::sea_query::{Alias, IntoIden as _, QuotedBuilder};

pub(crate) trait Text {
    /// A name, quoted by sea-query.
    fn ident(&self, name: &str) -> String;

    /// What stands around a name, and is doubled in it.
    fn name_quote(&self) -> char;

    /// An expression that is what a column holds as a literal, of whatever type it is.
    fn shown(&self, column: &str) -> String;

    /// What stands in quotes and in comments.
    fn lexical(&self) -> &'static Lexical;
}

/// What a lexer has to know of a backend.
pub(crate) struct Lexical {
    /// A backslash takes the character behind it into a text.
    pub(crate) backslashes: bool,
    /// A text may stand in double quotes, which are those of a name elsewhere.
    pub(crate) double_quoted_texts: bool,
    /// A name may stand in backticks.
    pub(crate) backticks: bool,
    /// `$tag$ … $tag$` is a text, and so is `E'…'`, with backslashes.
    pub(crate) dollar_quotes: bool,
    /// A comment may stand in a comment.
    pub(crate) nested_comments: bool,
    /// Two dashes begin a comment only before white space, and `#` begins one, too.
    pub(crate) hash_comments: bool,
    /// What stands in `/*! … */` is run.
    pub(crate) run_comments: bool,
}

/// A name as that builder quotes it.
pub(super) fn quoted(name: &str, builder: &impl QuotedBuilder) -> String {
    let mut quoted = String::new();
    builder.prepare_iden(&Alias::new(name).into_iden(), &mut quoted);
    quoted
}

super::of!(Text);
