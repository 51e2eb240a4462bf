//! Which names the expressions of a catalog have without quotes.

pub(crate) trait Names {
    /// Nothing where every name stands in quotes. On SQLite it is the kit's reader that writes
    /// them, because people quote there as they like.
    fn plain(&self) -> Option<Plain>;
}

/// Which names need no quotes.
pub(crate) struct Plain {
    /// Those that need them nevertheless, in order.
    pub(crate) keywords: &'static [&'static str],
    /// What their other characters are, beside `_` and, but for the first, digits.
    pub(crate) is_letter: fn(char) -> bool,
}

super::of!(Names);
