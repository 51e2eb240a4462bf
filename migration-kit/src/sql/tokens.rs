//! The words of an SQL text: enough to tell what a statement is and which tables it names, and no
//! more.

use std::ops::Range;

use crate::Backend;
use crate::dialect::text::{self, Lexical};

/// A word of a statement. Comments and white space are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A keyword, a name without quotes, or a number, as it was written.
    Word(String),
    /// A name in quotes, without them.
    Name(String),
    /// A text, without its quotes.
    Text(String),
    /// Anything else, one character at a time.
    Symbol(char),
}

impl Token {
    /// Whether it is that keyword.
    pub(crate) fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// Whether it is one of those keywords.
    pub(crate) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }
}

/// The statements of a text, which are separated by semicolons. The body of a function, a procedure
/// or a trigger stays with its statement.
pub(crate) fn statements(backend: Backend, sql: &str) -> Vec<Vec<Token>> {
    let mut statements = Vec::new();
    let mut current = Vec::new();
    for_each_token(backend, sql, |token| match token {
        Some(token) => current.push(token),
        None => statements.push(std::mem::take(&mut current)),
    });
    statements
}

/// The same without keeping them: each token, and nothing behind the last one of each statement.
pub(crate) fn for_each_token(backend: Backend, sql: &str, mut take: impl FnMut(Option<Token>)) {
    let mut head = Head::default();
    for token in Lexer::new(backend, sql) {
        if token != Token::Symbol(';') || head.has_body() {
            head.read(&token);
            take(Some(token));
        } else if head.length > 0 {
            head = Head::default();
            take(None);
        }
    }
    if head.length > 0 {
        take(None);
    }
}

/// What the beginning of a statement tells of its end.
#[derive(Default)]
struct Head {
    length: usize,
    creates: bool,
    of_routine: bool,
    begins: bool,
}

impl Head {
    fn read(&mut self, token: &Token) {
        self.creates |= self.length == 0 && token.is("create");
        self.of_routine |=
            self.length < 12 && token.is_any(&["function", "procedure", "trigger", "event"]);
        self.begins |= token.is("begin");
        self.length += 1;
    }

    /// Whether the statement goes on behind a semicolon, because that stands in the body of a
    /// routine.
    fn has_body(&self) -> bool {
        self.creates && self.of_routine && self.begins
    }
}

/// Whether the text ends inside a comment, a quoted name or a quoted text: what is sent behind it
/// would be swallowed.
pub(crate) fn is_open_ended(backend: Backend, sql: &str) -> bool {
    // A line comment ends with its line, and everything else that is open swallows what stands on
    // the next one.
    let probed = format!("{sql}\n;probe");
    let last = (Lexer::new(backend, &probed)).last();
    last != Some(Token::Word("probe".to_owned()))
}

/// The tokens of a text with the place of each in it. What stands between two of them is white
/// space or a comment.
pub(crate) fn placed(backend: Backend, sql: &str) -> Vec<(Token, Range<usize>)> {
    let mut lexer = Lexer::new(backend, sql);
    let mut placed = Vec::new();
    loop {
        lexer.skip_blank();
        let start = sql.len() - lexer.rest.len();
        let Some(token) = lexer.next() else { return placed };
        placed.push((token, start..sql.len() - lexer.rest.len()));
    }
}

/// Whether a statement goes on behind a semicolon, because that stands in the body of a routine.
pub(crate) fn has_body(statement: &[Token]) -> bool {
    let mut head = Head::default();
    statement.iter().for_each(|token| head.read(token));
    head.has_body()
}

struct Lexer<'a> {
    of: &'static Lexical,
    rest: &'a str,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let first = self.rest.chars().next()?;
        Some(match first {
            '\'' => Token::Text(self.quoted('\'', self.of.backslashes)),
            '"' if self.of.double_quoted_texts => {
                Token::Text(self.quoted('"', self.of.backslashes))
            }
            '"' => Token::Name(self.quoted('"', false)),
            '`' if self.of.backticks => Token::Name(self.quoted('`', false)),
            '$' if self.of.dollar_quotes => match self.dollar_quoted() {
                Some(text) => Token::Text(text),
                None => self.symbol(first),
            },
            c if c.is_alphanumeric() || c == '_' => self.word(),
            c => self.symbol(c),
        })
    }
}

impl<'a> Lexer<'a> {
    fn new(backend: Backend, sql: &'a str) -> Self {
        Self { of: text::of(backend).lexical(), rest: sql }
    }

    fn skip_blank(&mut self) {
        loop {
            let before = self.rest.len();
            self.skip_space_and_comments();
            if self.rest.len() == before {
                return;
            }
        }
    }

    fn skip_space_and_comments(&mut self) {
        self.rest = self.rest.trim_start();
        let hash_comments = self.of.hash_comments;
        let dashes = self
            .rest
            .strip_prefix("--")
            .is_some_and(|rest| !hash_comments || !rest.starts_with(|c: char| !c.is_whitespace()));
        if dashes || (hash_comments && self.rest.starts_with('#')) {
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(rest) = self.runs_in_comment() {
            self.rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        } else if self.of.run_comments && self.rest.starts_with("*/") {
            self.rest = &self.rest[2..];
        } else if self.rest.starts_with("/*") {
            self.skip_block();
        }
    }

    /// What stands in such a comment is run, behind the version from which on it is.
    fn runs_in_comment(&self) -> Option<&'a str> {
        let rest = self.rest.strip_prefix("/*!").or_else(|| self.rest.strip_prefix("/*M!"));
        rest.filter(|_| self.of.run_comments)
    }

    fn skip_block(&mut self) {
        let mut depth = 0;
        loop {
            let opens = self.rest.find("/*").filter(|_| depth == 0 || self.of.nested_comments);
            match (opens, self.rest.find("*/")) {
                (Some(open), close) if close.is_none_or(|close| open < close) => {
                    depth += 1;
                    self.rest = &self.rest[open + 2..];
                }
                (_, Some(close)) => {
                    depth -= 1;
                    self.rest = &self.rest[close + 2..];
                }
                (_, None) => self.rest = "",
            }
            if depth <= 0 || self.rest.is_empty() {
                return;
            }
        }
    }

    /// What stands in quotes; a doubled quote is a quote.
    fn quoted(&mut self, quote: char, backslashes: bool) -> String {
        let mut text = String::new();
        let mut chars = self.rest[1..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == '\\' && backslashes {
                text.extend(chars.next().map(|(_, escaped)| escaped));
            } else if c != quote {
                text.push(c);
            } else if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
                text.push(quote);
            } else {
                self.rest = &self.rest[1 + at + 1..];
                return text;
            }
        }
        self.rest = "";
        text
    }

    fn dollar_quoted(&mut self) -> Option<String> {
        let (tag, body) = self.rest[1..].split_once('$')?;
        let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !tag.starts_with(|c: char| c.is_ascii_digit());
        let (text, rest) = body.split_once(&format!("${tag}$")).filter(|_| is_tag)?;
        self.rest = rest;
        Some(text.to_owned())
    }

    fn word(&mut self) -> Token {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        // `E'…'` knows backslashes, unlike the other texts.
        if self.of.dollar_quotes && word.eq_ignore_ascii_case("e") && rest.starts_with('\'') {
            return Token::Text(self.quoted('\'', true));
        }
        Token::Word(word.to_owned())
    }

    fn symbol(&mut self, symbol: char) -> Token {
        self.rest = &self.rest[symbol.len_utf8()..];
        Token::Symbol(symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(backend: Backend, sql: &str, expected: &[&str]) {
        let shown: Vec<String> = statements(backend, sql)
            .iter()
            .map(|statement| {
                let tokens = statement.iter().map(|token| match token {
                    Token::Word(word) => word.clone(),
                    Token::Name(name) => format!("<{name}>"),
                    Token::Text(text) => format!("'{text}'"),
                    Token::Symbol(symbol) => symbol.to_string(),
                });
                tokens.collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(shown, expected, "{sql}");
    }

    #[test]
    fn comments_and_quotes_are_those_of_the_backend() {
        use crate::Backend::{MySql, Postgres, Sqlite};
        check(Postgres, "a -- b; 'c\n/* d /* e */ ; */ f;;", &["a f"]);
        check(
            Postgres,
            r#""a""b;" 'it''s' 'back\' E'q\'s' `"#,
            &[r#"<a"b;> 'it's' 'back\' 'q's' `"#],
        );
        check(Postgres, "DO $x$ a; $$ b $x$; select $1", &["DO ' a; $$ b '", "select $ 1"]);
        check(MySql, "a--b # c\n-- d\n`e``f` \"t\" 'x\\'y'", &["a - - b <e`f> 't' 'x'y'"]);
        check(MySql, "/*!40101 SET GLOBAL x */; /* no */ b", &["SET GLOBAL x", "b"]);
        check(Sqlite, "`a` \"b\" 'c\\'", &["<a> <b> 'c\\'"]);
    }

    #[test]
    fn what_swallows_the_next_statement_is_open_ended() {
        use crate::Backend::{MySql, Postgres, Sqlite};
        for (backend, sql) in
            [(Sqlite, "a /* b"), (Postgres, "a /* /* */"), (Sqlite, "a 'b"), (MySql, "a `b")]
        {
            assert!(is_open_ended(backend, sql), "{sql}");
        }
        for (backend, sql) in [
            (Sqlite, "a -- b"),
            (Postgres, "a /* /* */ */"),
            (MySql, "a # b"),
            (Sqlite, ""),
            (Sqlite, "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END"),
        ] {
            assert!(!is_open_ended(backend, sql), "{sql}");
        }
    }

    #[test]
    fn what_does_not_end_ends_with_the_text() {
        for sql in ["'a", "\"a", "/* a", "-- a", "$x$ a", "'a\\", "/*", "é'ü"] {
            for backend in [Backend::Sqlite, Backend::Postgres, Backend::MySql] {
                let _ = statements(backend, sql);
            }
        }
    }

    #[test]
    fn the_body_of_a_routine_stays_with_it() {
        let sql =
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET x = 1; DROP TABLE b; END";
        assert_eq!(statements(Backend::MySql, sql).len(), 1);
    }
}
