//! Counts in words: in go a number and both forms of its noun.

/// "1 migration", "2 migrations".
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
