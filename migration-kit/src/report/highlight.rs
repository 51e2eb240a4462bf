//! SQL in colour: keywords, texts, comments.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

const KEYWORD: Style = AnsiColor::Blue.on_default().bold();
const TEXT: Style = AnsiColor::Green.on_default();
const COMMENT: Style = Style::new().dimmed();

/// The same text with colours in it, which a stream that is no terminal takes out again.
pub(super) fn highlight(sql: &str) -> String {
    let mut colored = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (length, style) = match first {
            '\'' => (quoted(rest, '\''), Some(TEXT)),
            // A name in quotes may be a keyword elsewhere, and is none here.
            '"' | '`' => (quoted(rest, first), None),
            '-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), Some(COMMENT)),
            '/' if rest.starts_with("/*") => {
                (rest.find("*/").map_or(rest.len(), |at| at + 2), Some(COMMENT))
            }
            c if c.is_alphabetic() || c == '_' => {
                let end =
                    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (end, is_keyword(&rest[..end]).then_some(KEYWORD))
            }
            c => (c.len_utf8(), None),
        };
        let (word, after) = rest.split_at(length);
        // Writing to a String cannot fail.
        let _ = match style {
            Some(style) => write!(colored, "{style}{word}{style:#}"),
            None => write!(colored, "{word}"),
        };
        rest = after;
    }
    colored
}

/// Up to the end of what stands in quotes; a doubled quote only begins another such part.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.split(' ').any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// The words that changes of a schema are made of.
const KEYWORDS: &str = "action add after algorithm all alter and as asc before begin between by cascade case change check \
    collate column comment commit concurrently constraint create default deferrable deferred delete desc \
    distinct do drop each else end engine enum execute exists extension first for foreign from function \
    generated grant group having identity if in index initially insert into is join key language like \
    limit lock match modify no not null nulls on only or order pragma primary procedure references \
    rename replace restrict returning returns revoke role rollback row schema select sequence set stored \
    table temporary then to trigger truncate type union unique update using valid validate value values \
    view virtual when where with";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_nothing_else() {
        for sql in
            ["ALTER TABLE \"a\" ADD 'é''x' -- drop\n/* ü */ int", "'", "\"", "/*", "--", "", "é`"]
        {
            assert_eq!(anstream::adapter::strip_str(&highlight(sql)).to_string(), sql);
        }
    }

    #[test]
    fn what_stands_in_quotes_is_no_keyword() {
        let keywords = |sql: &str| highlight(sql).matches(&KEYWORD.render().to_string()).count();
        assert_eq!(keywords("DROP TABLE \"drop\" 'table' -- drop"), 2);
        assert_eq!(keywords("dropped"), 0);
    }
}
