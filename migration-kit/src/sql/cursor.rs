//! A place in the words of a statement.

use super::tokens::Token;
use crate::Backend;
use crate::dialect::parse;

#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    backend: Backend,
    rest: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(backend: Backend, tokens: &'a [Token]) -> Self {
        Self { backend, rest: tokens }
    }

    pub(crate) fn backend(&self) -> Backend {
        self.backend
    }

    /// The words that are left.
    pub(crate) fn rest(&self) -> &'a [Token] {
        self.rest
    }

    /// Takes the next word.
    pub(crate) fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Takes those keywords, if they come next.
    pub(crate) fn eat(&mut self, keywords: &[&str]) -> bool {
        let come_next = self.rest.len() >= keywords.len()
            && keywords.iter().zip(self.rest).all(|(keyword, token)| token.is(keyword));
        if come_next {
            self.rest = &self.rest[keywords.len()..];
        }
        come_next
    }

    /// Takes one of those keywords.
    pub(crate) fn eat_any(&mut self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.eat(&[keyword]))
    }

    pub(crate) fn eat_symbol(&mut self, symbol: char) -> bool {
        let comes_next = self.rest.first() == Some(&Token::Symbol(symbol));
        if comes_next {
            self.rest = &self.rest[1..];
        }
        comes_next
    }

    /// IF EXISTS or IF NOT EXISTS.
    pub(crate) fn eat_if_exists(&mut self) -> bool {
        self.eat(&["if", "exists"]) || self.eat(&["if", "not", "exists"])
    }

    /// A name as the catalog has it: in the case that it has there, and not longer.
    pub(crate) fn name(&mut self) -> Option<String> {
        let dialect = parse::of(self.backend);
        let mut name = match self.rest.first()? {
            Token::Name(name) => name.clone(),
            Token::Word(word) => dialect.kept(word),
            _ => return None,
        };
        self.rest = &self.rest[1..];
        if let Some(bytes) = dialect.name_bytes() {
            shorten(&mut name, bytes);
        }
        Some(name)
    }

    /// The name of a column or an index as it is compared.
    pub(crate) fn folded(&mut self) -> Option<String> {
        self.name().map(|name| fold(self.backend, &name))
    }

    /// A name with the schema before it, if there is one.
    pub(crate) fn qualified(&mut self) -> Option<(Option<String>, String)> {
        let first = self.name()?;
        if self.eat_symbol('.') { Some((Some(first), self.name()?)) } else { Some((None, first)) }
    }

    /// What stands in the parentheses that come next.
    pub(crate) fn group(&mut self) -> Option<&'a [Token]> {
        if self.rest.first() != Some(&Token::Symbol('(')) {
            return None;
        }
        let mut depth = 0;
        let end = self.rest.iter().position(|token| {
            depth += depth_change(token);
            depth == 0
        })?;
        let group = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        Some(group)
    }
}

/// Cuts a name to at most that many bytes, between characters.
pub(crate) fn shorten(name: &mut String, bytes: usize) {
    let ends = (0..=bytes.min(name.len())).rev().find(|at| name.is_char_boundary(*at));
    name.truncate(ends.unwrap_or_default());
}

/// The name of a column or an index as it is compared.
pub(crate) fn fold(backend: Backend, name: &str) -> String {
    parse::of(backend).folded(name)
}

/// Whether what stands behind a name makes a call of it: MySQL's `name(10)` is a column,
/// PostgreSQL's `lower(name)` is an expression.
pub(crate) fn is_call(after: &Cursor<'_>) -> bool {
    !parse::of(after.backend).grammar().prefix_lengths
        && after.rest.first() == Some(&Token::Symbol('('))
}

/// The parts between the commas that stand in no parentheses.
pub(crate) fn parts(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut depth = 0;
    tokens.split(move |token| {
        depth += depth_change(token);
        depth == 0 && *token == Token::Symbol(',')
    })
}

/// The words that stand in no parentheses.
pub(crate) fn outside(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    let mut depth = 0;
    tokens.iter().filter(move |token| {
        depth += depth_change(token);
        depth == 0
    })
}

pub(crate) fn depth_change(token: &Token) -> i32 {
    match token {
        Token::Symbol('(') => 1,
        Token::Symbol(')') => -1,
        _ => 0,
    }
}
