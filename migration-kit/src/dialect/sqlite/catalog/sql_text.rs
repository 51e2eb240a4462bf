//! What SQLite keeps only in the text of a CREATE TABLE or CREATE INDEX
//! (<https://www.sqlite.org/lang_createtable.html>).

mod tests;

use std::collections::BTreeMap;

use crate::Backend;
use crate::schema::{Deferrable, Expression, Key as Indexed, Part};
use crate::sql::as_kept;

/// What a CREATE TABLE says beyond the PRAGMAs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// By the column's name in lower case.
    pub columns: BTreeMap<String, Words>,
    /// Name and condition of each CHECK.
    pub checks: Vec<(Option<String>, String)>,
    /// The keys that say what becomes of a row that breaks them.
    pub keys: Vec<Key>,
    /// In their order.
    pub foreign_keys: Vec<ForeignKey>,
}

/// A primary key or a unique constraint with ON CONFLICT.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub is_primary: bool,
    pub columns: Vec<String>,
    pub on_conflict: String,
}

/// What a foreign key says beyond the PRAGMA.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub name: Option<String>,
    pub deferrable: Option<Deferrable>,
}

/// The words of one column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub generated: Option<String>,
    pub collation: Option<String>,
    pub autoincrement: bool,
    /// Behind NOT NULL.
    pub on_conflict: Option<String>,
}

/// Reads a CREATE TABLE.
pub(super) fn read(sql: &str) -> Text {
    let tokens = tokens(sql);
    let mut text = Text::default();
    let Some(open) = tokens.iter().position(|token| token == "(") else { return text };
    for definition in split(inside(&tokens, open)) {
        let is_constraint = definition.first().is_some_and(|word| {
            ["constraint", "primary", "unique", "check", "foreign"]
                .contains(&word.to_lowercase().as_str())
        });
        let mut words = Words::default();
        let mut name = None;
        // The key that is read, and its columns.
        let (mut kind, mut columns) = (String::new(), Vec::new());
        if !is_constraint {
            columns.extend(definition.first().map(|column| unquoted(column)));
        }
        let mut at = 0;
        while at < definition.len() {
            let is = |word: &str| definition[at].eq_ignore_ascii_case(word);
            let next = definition.get(at + 1);
            if is("constraint") {
                name = next.map(|name| unquoted(name));
                at += 1;
            } else if is("check") && next.is_some_and(|token| token == "(") {
                let condition = inside(definition, at + 1);
                text.checks.push((name.take(), without_outer(condition).join(" ")));
                at += condition.len() + 1;
            } else if is("as") && next.is_some_and(|token| token == "(") {
                let expression = inside(definition, at + 1);
                words.generated = Some(without_outer(expression).join(" "));
                at += expression.len() + 1;
            } else if is("collate") {
                words.collation = next.cloned();
                at += 1;
            } else if is("autoincrement") {
                words.autoincrement = true;
            } else if is("not") && next.is_some_and(|word| word.eq_ignore_ascii_case("null"))
                || is("unique")
                || is("primary")
            {
                (kind, name) = (definition[at].to_lowercase(), None);
            } else if is("conflict") {
                let on_conflict = next.map(|how| how.to_uppercase()).unwrap_or_default();
                match kind.as_str() {
                    "not" => words.on_conflict = Some(on_conflict),
                    "unique" | "primary" => text.keys.push(Key {
                        is_primary: kind == "primary",
                        columns: columns.clone(),
                        on_conflict,
                    }),
                    _ => {}
                }
            } else if is("references") {
                text.foreign_keys.push(ForeignKey { name: name.take(), deferrable: None });
            } else if is("deferrable") && at > 0 && !definition[at - 1].eq_ignore_ascii_case("not")
            {
                let is_deferred = definition
                    .get(at + 2)
                    .is_some_and(|word| word.eq_ignore_ascii_case("deferred"));
                if let Some(key) = text.foreign_keys.last_mut() {
                    key.deferrable = Some(match is_deferred {
                        true => Deferrable::InitiallyDeferred,
                        false => Deferrable::InitiallyImmediate,
                    });
                }
            } else if definition[at] == "(" && is_constraint && columns.is_empty() {
                let group = inside(definition, at);
                let first = |part: &[String]| part.first().map(|column| unquoted(column));
                columns = split(group).into_iter().filter_map(first).collect();
                at += group.len() + 1;
            } else if definition[at] == "(" {
                at += inside(definition, at).len();
            }
            at += 1;
        }
        if let (false, Some(column)) = (is_constraint, definition.first()) {
            text.columns.insert(unquoted(column).to_lowercase(), words);
        }
    }
    text
}

/// The parts of a CREATE INDEX, and its condition (<https://www.sqlite.org/lang_createindex.html>).
pub(super) fn index(sql: &str) -> (Vec<Part>, Option<String>) {
    let tokens = tokens(sql);
    let Some(open) = tokens.iter().position(|token| token == "(") else {
        return (Vec::new(), None);
    };
    let parts = inside(&tokens, open);
    let rest = &tokens[(open + parts.len() + 2).min(tokens.len())..];
    let predicate = match rest.first() {
        Some(word) if word.eq_ignore_ascii_case("where") => Some(without_outer(&rest[1..])),
        _ => None,
    };
    let predicate = predicate.map(|tokens| tokens.join(" "));
    (split(parts).into_iter().map(part).collect(), predicate)
}

/// Without the parentheses around all of it, which mean nothing.
fn without_outer(tokens: &[String]) -> &[String] {
    if tokens.first().is_some_and(|token| token == "(") {
        let inner = inside(tokens, 0);
        if inner.len() + 2 == tokens.len() {
            return without_outer(inner);
        }
    }
    tokens
}

/// A column or an expression, with its collation and its order behind it.
fn part(tokens: &[String]) -> Part {
    let is = |at: usize, word: &str| {
        tokens.get(at).is_some_and(|token| token.eq_ignore_ascii_case(word))
    };
    let mut end = tokens.len();
    let descending = end > 1 && is(end - 1, "desc");
    if descending || (end > 1 && is(end - 1, "asc")) {
        end -= 1;
    }
    let collation = (end > 2 && is(end - 2, "collate")).then(|| unquoted(&tokens[end - 1]));
    if collation.is_some() {
        end -= 2;
    }
    let key = match &tokens[..end] {
        [name] if is_name(name) => Indexed::Column(unquoted(name)),
        of => Indexed::Expression(Expression::new(Backend::Sqlite, of.join(" "))),
    };
    Part { descending, collation, ..Part::from(key) }
}

/// Whether a token is a name and no literal.
fn is_name(token: &str) -> bool {
    !token.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '\'' | '.'))
        && !token.starts_with("x'")
}

/// The default of a column, in the same way. A name in it is a text, because there is nothing that
/// it could name (<https://www.sqlite.org/quirks.html#dblquote>).
pub(super) fn default(expression: &str) -> String {
    const VALUES: [&str; 6] =
        ["true", "false", "null", "current_time", "current_date", "current_timestamp"];
    match tokens(expression).as_slice() {
        [one] if is_name(one) && !VALUES.contains(&one.to_lowercase().as_str()) => {
            format!("'{}'", unquoted(one).replace('\'', "''"))
        }
        _ => normal(expression),
    }
}

/// An expression with its white space, comments and needless quotes taken out.
pub(super) fn normal(expression: &str) -> String {
    tokens(expression).join(" ")
}

/// The tokens between the parenthesis at `open` and the one that closes it.
fn inside(tokens: &[String], open: usize) -> &[String] {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[open + 1..at];
        }
    }
    &tokens[(open + 1).min(tokens.len())..]
}

/// Splits at the commas that are in no parenthesis.
fn split(tokens: &[String]) -> Vec<&[String]> {
    let mut depth = 0;
    tokens
        .split(|token| {
            match token.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            token == "," && depth == 0
        })
        .collect()
}

/// Words, quoted names, literals and signs. A quoted name that needs no quotes loses them, so that
/// `"cost" >= 0` and `cost >= 0` are one; any other keeps double quotes, whichever it had.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            _ if c.is_whitespace() => {}
            '-' if chars.peek() == Some(&'-') => while chars.next().is_some_and(|c| c != '\n') {},
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if (last, c) == ('*', '/') {
                        break;
                    }
                    last = c;
                }
            }
            '\'' => tokens.push(format!("'{}'", quoted(&mut chars, '\'').replace('\'', "''"))),
            '"' | '`' => tokens.push(as_kept(Backend::Sqlite, &quoted(&mut chars, c))),
            '[' => tokens.push(as_kept(Backend::Sqlite, &quoted(&mut chars, ']'))),
            'x' | 'X' if chars.peek() == Some(&'\'') => {
                chars.next();
                tokens.push(format!("x'{}'", quoted(&mut chars, '\'')));
            }
            _ if c.is_ascii_digit()
                || (c == '.' && chars.peek().is_some_and(char::is_ascii_digit)) =>
            {
                tokens.push(number(c, &mut chars));
            }
            _ if c.is_alphanumeric() || c == '_' || c == '$' => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
                {
                    word.push(c);
                }
                tokens.push(word);
            }
            _ => {
                let mut sign = String::from(c);
                if let Some(second) = chars.next_if(|second| {
                    matches!(
                        (c, second),
                        ('<', '=' | '>' | '<')
                            | ('>', '=' | '>')
                            | ('=' | '!', '=')
                            | ('|', '|')
                            | ('-', '>')
                    )
                }) {
                    sign.push(second);
                }
                // What JSON's `->` gives as a value of SQL.
                sign.extend(chars.next_if(|third| sign == "->" && *third == '>'));
                tokens.push(sign);
            }
        }
    }
    tokens
}

/// A number, which may have a fraction, an exponent or be hexadecimal
/// (<https://www.sqlite.org/lang_expr.html#literal_values_constants_>).
fn number(first: char, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut number = String::from(first);
    while let Some(c) = chars.peek().copied() {
        let is_exponent =
            number.ends_with(['e', 'E']) && !number.starts_with("0x") && !number.starts_with("0X");
        if !(c.is_alphanumeric()
            || matches!(c, '.' | '_')
            || (is_exponent && matches!(c, '+' | '-')))
        {
            break;
        }
        number.push(c);
        chars.next();
    }
    number
}

/// The text up to the closing quote, a doubled one standing for itself.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, close: char) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == close && chars.next_if_eq(&close).is_none() {
            break;
        }
        text.push(c);
    }
    text
}

fn unquoted(token: &str) -> String {
    match token.strip_prefix('"').and_then(|token| token.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => token.to_owned(),
    }
}
