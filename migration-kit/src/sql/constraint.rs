//! What a constraint says, taken apart as far as it has to be to come to a table in use: in goes
//! what stands behind its name, out come texts for other statements.

use std::ops::Range;

use super::cursor::depth_change;
use super::tokens::{Token, placed};
use crate::Backend;

/// What a unique constraint says, for CREATE INDEX and for the constraint that takes over the
/// index. Each text but the first has a space in front, or is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UniqueWords {
    /// The columns, in their parentheses.
    pub(crate) key: String,
    /// What an index says behind them: INCLUDE, NULLS NOT DISTINCT and WITH.
    pub(crate) index: String,
    /// What the constraint says: whether it can be deferred.
    pub(crate) constraint: String,
}

/// The words of a unique constraint; none for another one, and where there is something that an
/// index may not say.
pub(crate) fn unique_words(backend: Backend, definition: &str) -> Option<UniqueWords> {
    let words = placed(backend, definition);
    let is = |at: usize, keyword: &str| words.get(at).is_some_and(|(word, _)| word.is(keyword));
    let all = |at: usize, keywords: &[&str]| {
        keywords.iter().enumerate().all(|(offset, keyword)| is(at + offset, keyword))
    };
    let mut at = usize::from(is(0, "unique"));
    (at == 1).then_some(())?;
    let nulls = match (all(at, &["nulls", "not", "distinct"]), all(at, &["nulls", "distinct"])) {
        (true, _) => {
            at += 3;
            " NULLS NOT DISTINCT"
        }
        (_, true) => {
            at += 2;
            ""
        }
        _ => "",
    };
    let text = |range: Range<usize>| definition.get(range).unwrap_or_default();
    let group = |at: usize| -> Option<(usize, Range<usize>)> {
        let (first, start) = words.get(at)?;
        (*first == Token::Symbol('(')).then_some(())?;
        let mut depth = 0;
        let length = words[at..].iter().position(|(word, _)| {
            depth += depth_change(word);
            depth == 0
        })?;
        Some((at + length + 1, start.start..words.get(at + length)?.1.end))
    };
    let (next, key) = group(at)?;
    at = next;
    let (mut include, mut with) = (String::new(), String::new());
    for (keyword, into) in [("include", &mut include), ("with", &mut with)] {
        if is(at, keyword) {
            let (next, columns) = group(at + 1)?;
            *into = format!(" {} {}", keyword.to_uppercase(), text(columns));
            at = next;
        }
    }
    let rest = words.get(at).map_or("", |(_, place)| text(place.start..definition.len()));
    let is_of_constraint = ["deferrable", "not", "initially"].iter().any(|word| is(at, word));
    (rest.is_empty() || is_of_constraint).then_some(())?;
    let constraint = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    Some(UniqueWords {
        key: text(key).to_owned(),
        index: format!("{include}{nulls}{with}"),
        constraint,
    })
}

/// Whether a foreign key or a check leaves the rows alone that were there before it: NOT VALID
/// stands at its end.
pub(crate) fn is_unchecked(backend: Backend, definition: &str) -> bool {
    let words = placed(backend, definition);
    let [.., (not, _), (valid, _)] = words.as_slice() else { return false };
    not.is("not") && valid.is("valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_constraint_comes_apart() {
        let of = |text: &str| {
            let words = unique_words(Backend::Postgres, text)?;
            Some(format!("{}|{}|{}", words.key, words.index, words.constraint))
        };
        let whole = "UNIQUE NULLS NOT DISTINCT (\"a)\", b) INCLUDE (c) WITH (fillfactor='70') \
             DEFERRABLE INITIALLY DEFERRED";
        let apart = "(\"a)\", b)| INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor='70')| \
             DEFERRABLE INITIALLY DEFERRED";
        assert_eq!(of(whole).as_deref(), Some(apart));
        assert_eq!(of("unique (a)").as_deref(), Some("(a)||"));
        assert_eq!(of("UNIQUE (a) NOT DEFERRABLE").as_deref(), Some("(a)|| NOT DEFERRABLE"));
        for other in
            ["CHECK (a > 0)", "UNIQUE USING INDEX i", "UNIQUE (a) USING INDEX TABLESPACE t"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_constraint_that_is_not_valid_says_so_at_its_end() {
        let is = |text: &str| is_unchecked(Backend::Postgres, text);
        assert!(is("CHECK (a > 0) NO INHERIT NOT VALID"));
        assert!(!is("CHECK (a <> 'NOT VALID')"));
        assert!(!is("CHECK (not valid)"));
    }
}
