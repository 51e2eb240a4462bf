//! What changing a type does.

use crate::dialect::Sqlite;
use crate::dialect::retype::Retype;

impl Retype for Sqlite {
    /// A length means nothing there, and what does not look like a number stays what it was.
    fn narrows(&self, from: &str, to: &str) -> bool {
        !is_numeric_affinity(from) && is_numeric_affinity(to)
    }

    /// A type is a word of the definition.
    fn rewrites(&self, _: &str, _: &str) -> bool {
        false
    }
}

/// The affinities INTEGER, REAL and NUMERIC (<https://sqlite.org/datatype3.html>, section 3.1).
fn is_numeric_affinity(ty: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| ty.contains(word));
    has(&["int"]) || !(has(&["char", "clob", "text", "blob"]) || ty.is_empty())
}
