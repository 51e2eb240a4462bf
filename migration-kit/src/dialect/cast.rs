//! What becomes of the values of a column that gets another type: for a pair of families, the
//! expression that converts a value, or why there is none.

use super::family::Family;
use crate::schema::Column;

pub(crate) trait Cast {
    /// How new values are made of that one of the old type.
    fn convert(&self, value: &str, before: &Column, after: &Column) -> Conversion;

    /// The expression of a conversion; none where an assignment is enough, or nothing else is.
    fn expression(&self, value: &str, before: &Column, after: &Column) -> Option<String> {
        self.convert(value, before, after).expression()
    }

    /// A value that somebody has written for a column, as it can be assigned to it.
    fn assigned(&self, value: &str, _column: &Column) -> String {
        value.to_owned()
    }

    /// How many characters a `varchar` without a length takes.
    fn unsized_text(&self) -> u32;
}

/// How a value becomes one of another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// The database does it by itself, and refuses what does not convert.
    Assigned,
    /// By an expression, where the database refuses what does not convert.
    By(String),
    /// By an expression that is NULL where the value does not convert, which the database would
    /// keep or take for another one: its rows are looked at first.
    Checked(String),
    /// By nothing: a value of the one says nothing of one of the other.
    Impossible(String),
}

impl Conversion {
    /// The expression; none where an assignment is enough, or there is nothing else.
    pub(crate) fn expression(self) -> Option<String> {
        match self {
            Self::By(value) | Self::Checked(value) => Some(value),
            Self::Assigned | Self::Impossible(_) => None,
        }
    }
}

/// Pairs of which neither says anything of the other, on every backend: a number is no UUID and no
/// date, and a date has no time of day. A server that takes one for the other invents the rest.
pub(super) fn impossible(from: Family, to: Family) -> Option<Conversion> {
    use Family as F;
    let is_apart = |one: F, other: F| match one {
        F::Uuid => other == F::Bool || other.is_number() || other.is_of_time(),
        F::Bool | F::Whole | F::Fraction => other.is_of_time() || other.is_bytes(),
        F::Date | F::Moment | F::Instant => other == F::Time || other.is_bytes(),
        F::Time => other.is_bytes(),
        _ => false,
    };
    (is_apart(from, to) || is_apart(to, from)).then(|| {
        Conversion::Impossible(format!("no cast makes {} of {}", to.words(), from.words()))
    })
}

/// How people write truth values, in lower case: true, and false (PostgreSQL manual, section 8.6).
pub(super) const TRUTHS: [&str; 2] =
    ["'true', 't', 'yes', 'y', 'on', '1'", "'false', 'f', 'no', 'n', 'off', '0'"];

super::of!(Cast);
