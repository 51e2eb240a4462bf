//! SQLite: what the definition of a key says beside its columns.

use std::fmt;

/// How the index of a key compares and sorts, and what becomes of a row that breaks the key, where
/// that is not the usual way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyWords {
    /// What stands behind each of its columns, such as `COLLATE NOCASE DESC`; nothing at all where
    /// every column is indexed as it is.
    pub of_columns: Vec<String>,
    /// The word behind ON CONFLICT.
    pub on_conflict: Option<String>,
}

impl KeyWords {
    /// Whether there is nothing to say.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The columns of the key, quoted, with what stands behind each.
    pub(crate) fn behind(&self, columns: &[String]) -> String {
        let words = |at: usize| self.of_columns.get(at).filter(|words| !words.is_empty());
        let column = |(at, column): (usize, &String)| match words(at) {
            Some(words) => format!("{column} {words}"),
            None => column.clone(),
        };
        columns.iter().enumerate().map(column).collect::<Vec<_>>().join(", ")
    }
}

/// Behind the columns of the key.
impl fmt::Display for KeyWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.on_conflict {
            Some(how) => write!(f, " ON CONFLICT {how}"),
            None => Ok(()),
        }
    }
}
