//! How a backend reads its own SQL: which words its grammar has that others do not, and what it
//! makes of a name.

pub(crate) trait Parse {
    /// What its grammar has that those of others have not.
    fn grammar(&self) -> &'static Grammar;

    /// A name that stands in no quotes, as a catalog has it.
    fn kept(&self, word: &str) -> String;

    /// To how many bytes a longer name is cut; nothing where none is cut.
    fn name_bytes(&self) -> Option<usize>;

    /// The name of a column or an index as it is compared.
    fn folded(&self, name: &str) -> String;

    /// The schema that is meant where a name has none; nothing where nobody writes one.
    fn default_schema(&self) -> Option<&'static str>;
}

/// What not every grammar has.
pub(crate) struct Grammar {
    /// A part of a key may be a column with a length behind it, `name(10)`; elsewhere that is a
    /// call.
    pub(crate) prefix_lengths: bool,
    /// ALGORITHM and LOCK say how a change is made.
    pub(crate) algorithms: bool,
    /// A table's definition may have indexes in it, and a key may have its own name behind UNIQUE.
    pub(crate) inline_indexes: bool,
    /// CREATE TABLE a LIKE b, without parentheses.
    pub(crate) like_without_parentheses: bool,
    /// ALTER TABLE drops an index, a foreign key, a check, a partition or a period by that word.
    pub(crate) drops_by_kind: bool,
    /// What stands in double quotes and is no name that is known there is a text.
    pub(crate) unknown_names_are_texts: bool,
    /// A cast of an array is read as casts of its elements.
    #[cfg_attr(
        not(feature = "lint"),
        expect(dead_code, reason = "only what reads a catalog compares expressions")
    )]
    pub(crate) casts_reach_elements: bool,
}

super::of!(Parse);
