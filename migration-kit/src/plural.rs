//! Counts in words: in go a number and both forms of its noun.

/// "1 step", "2 steps".
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
