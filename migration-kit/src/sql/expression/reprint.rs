//! What a server prints of an expression and reads otherwise: in goes a text as it was printed, out
//! comes the one that is printed once it was read again, or one that is read as it was meant.
//!
//! PostgreSQL reads a cast of an array as casts of its elements (`transformTypeCast` in its source,
//! `parse_expr.c`), and flattens an OR whose first part is one (`makeOrExpr`, `gram.y`). So what it
//! prints of `varchar IN ('a', 'b')` comes back as something else; what it prints then stays.

#[cfg(all(feature = "sqlx-postgres", feature = "testing"))]
mod tests;

use std::ops::Range;

use crate::Backend;
use crate::dialect::parse;
use crate::sql::tokens::{Token, placed};

/// The text that a server prints when it has read this one.
pub(crate) fn read_again(backend: Backend, text: &str) -> String {
    if !parse::of(backend).grammar().casts_reach_elements {
        return text.to_owned();
    }
    let text = with_casts(backend, text, &|text, of| {
        let elements = of.elements.iter().map(|element| {
            let element = read_again(backend, &text[element.clone()]);
            match of.is_wrapped {
                true => format!("({element})::{}", of.element_type(text)),
                false => format!("{element}::{}", of.element_type(text)),
            }
        });
        Some(format!("ARRAY[{}]", elements.collect::<Vec<_>>().join(", ")))
    });
    flat(backend, text)
}

/// The same expression in words that a server reads as it was meant, and so prints as it did: what
/// comes between the array and its cast is a cast to the type that it has.
pub(crate) fn in_lasting_words(backend: Backend, text: String) -> String {
    if !parse::of(backend).grammar().casts_reach_elements || !has_word(&text, "ARRAY") {
        return text;
    }
    with_casts(backend, &text, &|text, of| {
        let own = of.elements.iter().find_map(|element| type_of(backend, &text[element.clone()]));
        let array = &text[of.array.clone()];
        let outer = &text[of.cast.clone()];
        Some(match of.is_wrapped {
            true => format!("({array}::{}[])::{outer}", own?),
            false => format!("{array}::{}[]::{outer}", own?),
        })
    })
}

/// An array that is cast to another type as a whole.
struct CastArray {
    /// All of it, with the parentheses around the array and the cast behind it.
    all: Range<usize>,
    /// From ARRAY to its bracket.
    array: Range<usize>,
    elements: Vec<Range<usize>>,
    /// The type, with its brackets.
    cast: Range<usize>,
    is_wrapped: bool,
}

impl CastArray {
    fn element_type<'t>(&self, text: &'t str) -> &'t str {
        text[self.cast.clone()].trim_end_matches(['[', ']'])
    }
}

type Placed = [(Token, Range<usize>)];

/// The text with something else for each cast array that is in no other one.
fn with_casts(
    backend: Backend,
    text: &str,
    to: &dyn Fn(&str, &CastArray) -> Option<String>,
) -> String {
    if !has_word(text, "ARRAY") {
        return text.to_owned();
    }
    let tokens = placed(backend, text);
    let (mut result, mut done, mut at) = (String::new(), 0, 0);
    while at < tokens.len() {
        let Some((found, next)) = cast_array(&tokens, at) else {
            at += 1;
            continue;
        };
        if let Some(new) = to(text, &found) {
            result.push_str(&text[done..found.all.start]);
            result.push_str(&new);
            done = found.all.end;
            at = next;
        } else {
            at += 1;
        }
    }
    result.push_str(&text[done..]);
    result
}

/// The cast array whose word ARRAY stands there, and where the tokens go on behind it.
fn cast_array(tokens: &Placed, at: usize) -> Option<(CastArray, usize)> {
    let is = |at: usize, symbol: char| tokens.get(at).is_some_and(|(t, _)| is_symbol(t, symbol));
    if !tokens.get(at)?.0.is("array") || !is(at + 1, '[') {
        return None;
    }
    let close = closing(tokens, at + 1)?;
    // A cast to the type that it has by itself may come first.
    let behind_own = array_type(tokens, close + 1).map(|(_, end)| end);
    let (is_wrapped, cast, next) = behind_own
        .and_then(|next| outer_cast(tokens, at, next))
        .or_else(|| outer_cast(tokens, at, close + 1))?;
    let array = tokens[at].1.start..tokens[close].1.end;
    let all = match is_wrapped {
        true => tokens[at - 1].1.start..cast.end,
        false => array.start..cast.end,
    };
    let elements = elements(&tokens[at + 2..close])?;
    Some((CastArray { all, array, elements, cast, is_wrapped }, next))
}

/// The cast that follows at `next` on the array at `at`, behind the parentheses around it if there
/// are any, and where the tokens go on.
fn outer_cast(tokens: &Placed, at: usize, next: usize) -> Option<(bool, Range<usize>, usize)> {
    let closes = tokens.get(next).is_some_and(|(token, _)| is_symbol(token, ')'));
    let is_wrapped = closes && at.checked_sub(1).is_some_and(|open| is_group(tokens, open));
    let (cast, next) = array_type(tokens, next + usize::from(is_wrapped))?;
    Some((is_wrapped, cast, next))
}

/// Whether an opening parenthesis stands there that no function and no type owns.
fn is_group(tokens: &Placed, at: usize) -> bool {
    const BEFORE: [&str; 12] = [
        "and", "or", "not", "when", "then", "else", "case", "default", "as", "where", "check", "on",
    ];
    let is_open = tokens.get(at).is_some_and(|(token, _)| is_symbol(token, '('));
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    is_open
        && before.is_none_or(|(token, _)| match token {
            Token::Word(_) => token.is_any(&BEFORE),
            Token::Name(_) | Token::Text(_) => false,
            Token::Symbol(symbol) => *symbol != ']',
        })
}

/// The type of arrays to which `::` casts there, and where the tokens go on.
fn array_type(tokens: &Placed, at: usize) -> Option<(Range<usize>, usize)> {
    let symbol = |at: usize, symbol| tokens.get(at).is_some_and(|(t, _)| is_symbol(t, symbol));
    if !symbol(at, ':') || !symbol(at + 1, ':') {
        return None;
    }
    let begin = at + 2;
    let mut end = begin;
    while let Some((Token::Word(_) | Token::Name(_) | Token::Symbol('.'), _)) = tokens.get(end) {
        end += 1;
    }
    if symbol(end, '(') {
        end = closing(tokens, end)? + 1;
    }
    if end == begin || !symbol(end, '[') || !symbol(end + 1, ']') {
        return None;
    }
    while symbol(end, '[') && symbol(end + 1, ']') {
        end += 2;
    }
    Some((tokens.get(begin)?.1.start..tokens.get(end - 1)?.1.end, end))
}

/// The parts between commas. None where there is none.
fn elements(inner: &Placed) -> Option<Vec<Range<usize>>> {
    let (mut depth, mut parts, mut begin) = (0, Vec::new(), 0);
    let place = |part: &Placed| Some(part.first()?.1.start..part.last()?.1.end);
    for (at, (token, _)) in inner.iter().enumerate() {
        depth += nesting(token);
        if depth == 0 && is_symbol(token, ',') {
            parts.push(place(&inner[begin..at])?);
            begin = at + 1;
        }
    }
    parts.push(place(&inner[begin..])?);
    Some(parts)
}

/// The type to which all of an element is cast.
fn type_of(backend: Backend, element: &str) -> Option<&str> {
    let tokens = placed(backend, element);
    let mut depth = 0;
    let mut cast = None;
    for (at, (token, _)) in tokens.iter().enumerate() {
        depth += nesting(token);
        let is_cast = is_symbol(token, ':')
            && tokens.get(at + 1).is_some_and(|(next, _)| is_symbol(next, ':'));
        if depth == 0 && is_cast {
            cast = Some(at + 2);
        }
    }
    let begin = cast?;
    let mut end = begin;
    while let Some((Token::Word(_) | Token::Name(_) | Token::Symbol('.'), _)) = tokens.get(end) {
        end += 1;
    }
    if tokens.get(end).is_some_and(|(token, _)| is_symbol(token, '(')) {
        end = closing(&tokens, end)? + 1;
    }
    let (first, last) = (tokens.get(begin)?, tokens.get(end.checked_sub(1)?)?);
    (end == tokens.len() && end > begin).then(|| &element[first.1.start..last.1.end])
}

/// `((a OR b) OR c)` is read as `(a OR b OR c)`, and so it is with AND.
fn flat(backend: Backend, text: String) -> String {
    if !has_word(&text, "OR") && !has_word(&text, "AND") {
        return text;
    }
    let mut text = text;
    while let Some([open, close]) = nested(&placed(backend, &text)) {
        text.replace_range(close, "");
        text.replace_range(open, "");
    }
    text
}

/// The parentheses of a list of alternatives, or of conditions, that is the first of its like.
fn nested(tokens: &Placed) -> Option<[Range<usize>; 2]> {
    (1..tokens.len()).find_map(|at| {
        let is_first = is_symbol(&tokens[at].0, '(') && is_group(tokens, at - 1);
        let close = closing(tokens, at).filter(|_| is_first)?;
        let joins = |word: &str| {
            tokens.get(close + 1).is_some_and(|(token, _)| token.is(word))
                && has_outside(&tokens[at + 1..close], word)
        };
        (joins("or") || joins("and")).then(|| [tokens[at].1.clone(), tokens[close].1.clone()])
    })
}

/// Whether a word stands there in no parentheses, and nothing else that takes it.
fn has_outside(tokens: &Placed, word: &str) -> bool {
    let mut depth = 0;
    let mut outside = tokens.iter().filter(|(token, _)| {
        depth += nesting(token);
        depth == 0
    });
    let mut found = false;
    let is_alone = outside.all(|(token, _)| {
        found |= token.is(word);
        !token.is_any(&["case", "between", "and", "or"]) || token.is(word)
    });
    found && is_alone
}

/// The place of what closes the group that begins there.
fn closing(tokens: &Placed, at: usize) -> Option<usize> {
    let mut depth = 0;
    tokens.iter().enumerate().skip(at).find_map(|(place, (token, _))| {
        depth += nesting(token);
        (depth == 0).then_some(place)
    })
}

fn nesting(token: &Token) -> i32 {
    match token {
        Token::Symbol('(' | '[') => 1,
        Token::Symbol(')' | ']') => -1,
        _ => 0,
    }
}

fn is_symbol(token: &Token, symbol: char) -> bool {
    *token == Token::Symbol(symbol)
}

/// Most texts have none.
fn has_word(text: &str, word: &str) -> bool {
    text.contains(word)
}
