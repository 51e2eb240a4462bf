//! What a constraint says beside its columns or its condition, and what is set of an index. All of
//! it is PostgreSQL's: elsewhere it is empty.

use std::fmt;

use super::list;

/// What a constraint says beside its columns or its condition. Of each kind of constraint only some
/// can be said, and the rest is empty (PostgreSQL manual, CREATE TABLE).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// UNIQUE: two rows without a value have the same one.
    pub nulls_not_distinct: bool,
    /// UNIQUE and PRIMARY KEY: columns that are stored along in the index.
    pub include: Vec<String>,
    /// FOREIGN KEY: either all of its columns are NULL, or none.
    pub match_full: bool,
    /// FOREIGN KEY: the columns that ON DELETE SET NULL or SET DEFAULT sets; none for all.
    pub set_columns: Vec<String>,
    /// CHECK: tables that inherit do not have it.
    pub no_inherit: bool,
    /// Whether it can wait until the end of the transaction, and does.
    pub deferrable: Option<Deferrable>,
    /// FOREIGN KEY and CHECK: rows that were there before it may break it.
    pub not_valid: bool,
    /// What changes no row that it takes.
    pub tuning: Tuning,
}

/// What can be set of an index or a constraint at any time, and decides on no row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tuning {
    /// The storage parameters of its index as WITH says them: `fillfactor='70'`.
    pub parameters: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// Whether a constraint can be checked at the end of a transaction, for one that can (PostgreSQL's
/// manual, SET CONSTRAINTS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferrable {
    /// It is checked by each statement, unless a transaction asks for it.
    InitiallyImmediate,
    /// It is checked at the end of the transaction.
    InitiallyDeferred,
}

impl Terms {
    /// Without what changes no row.
    #[must_use]
    pub(crate) fn untuned(&self) -> Self {
        Self { tuning: Tuning::default(), ..self.clone() }
    }

    /// Whether nothing is said of which rows it takes, and of its index.
    pub(crate) fn is_plain(&self) -> bool {
        let comment = self.tuning.comment.clone();
        *self == Self { tuning: Tuning { comment, ..Tuning::default() }, ..Self::default() }
    }

    /// What it loses where these take the place of those, in words.
    #[cfg(feature = "generate")]
    pub(crate) fn lost_by(before: &Self, after: &Self) -> Vec<&'static str> {
        let deferred = |terms: &Self| match terms.deferrable {
            None => 0,
            Some(Deferrable::InitiallyImmediate) => 1,
            Some(Deferrable::InitiallyDeferred) => 2,
        };
        // None are all of them.
        let empties_more = !before.set_columns.is_empty()
            && (after.set_columns.is_empty()
                || after.set_columns.iter().any(|of| !before.set_columns.contains(of)));
        let lost = [
            (before.nulls_not_distinct && !after.nulls_not_distinct)
                .then_some("rows without a value are not compared any more"),
            (before.match_full && !after.match_full)
                .then_some("a row with some of its columns NULL needs no parent any more"),
            empties_more.then_some("more columns lose their values when a parent goes"),
            (!before.no_inherit && after.no_inherit)
                .then_some("tables that inherit do not have it any more"),
            (deferred(before) < deferred(after))
                .then_some("it can wait until the end of the transaction"),
            (!before.not_valid && after.not_valid).then_some("rows that are there may break it"),
        ];
        lost.into_iter().flatten().collect()
    }

    /// Gives its columns other names.
    #[cfg(feature = "generate")]
    pub(crate) fn columns_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.include.iter_mut().chain(&mut self.set_columns)
    }
}

/// On one line, each behind a space.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = |word: &str, of: &[String]| {
            if of.is_empty() { String::new() } else { format!(" {word} {}", list(of)) }
        };
        let flag = |is: bool, words: &'static str| if is { words } else { "" };
        f.write_str(flag(self.nulls_not_distinct, " nulls not distinct"))?;
        f.write_str(&columns("include", &self.include))?;
        f.write_str(flag(self.match_full, " match full"))?;
        f.write_str(&columns("setting", &self.set_columns))?;
        f.write_str(flag(self.no_inherit, " no inherit"))?;
        f.write_str(match self.deferrable {
            Some(Deferrable::InitiallyDeferred) => " initially deferred",
            Some(Deferrable::InitiallyImmediate) => " deferrable",
            None => "",
        })?;
        f.write_str(flag(self.not_valid, " not valid"))?;
        self.tuning.fmt(f)
    }
}

/// Likewise.
impl fmt::Display for Tuning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.parameters.is_empty() {
            write!(f, " with {}", list(&self.parameters))?;
        }
        match &self.comment {
            Some(comment) => write!(f, " comment {comment}"),
            None => Ok(()),
        }
    }
}
