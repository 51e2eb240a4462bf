//! What a backend means to a comparison of schemas.

pub(crate) trait Compare {
    /// How much its catalog tells of a type: what is asked on the one that tells most is asked in
    /// its words.
    fn tells_of_types(&self) -> Telling;

    /// Whether it has one writer at a time, however short a migration is.
    fn has_one_writer(&self) -> bool;

    /// Whether a new column can take the place of one that gets another type, with its table in
    /// use.
    fn exchanges_columns(&self) -> bool;

    /// Whether a table has words that no entity can say, and that stay where none says others.
    fn keeps_unsaid(&self) -> bool;
}

/// How much a catalog tells of a type; the most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Telling {
    Most,
    Some,
    Least,
}

super::of!(Compare);
