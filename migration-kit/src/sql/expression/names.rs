//! What an expression names: in goes its text, out come the names in it, each with its place, so
//! that one can be changed.
//!
//! The parser is sqlparser-rs, which reads all three dialects. An expression that it does not know
//! is [unknown](Names::Unknown): it may name any column whose name is a word of it, and nothing in
//! it is renamed.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};

use sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, DataType, Expr, Ident, ObjectName, TypedString, visit_expressions,
};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token};

use super::Expression;
use crate::Backend;
use crate::dialect::{expressions, parse, parsers};
use crate::sql::as_kept;
use crate::sql::tokens::{Token as Word, placed};

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// As the database keeps it.
    pub(super) name: String,
    /// The schema or the table before it.
    of: Option<String>,
    place: Range<usize>,
}

/// What an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Names {
    Known(Box<Known>),
    Unknown,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) columns: Vec<Name>,
    types: Vec<Name>,
    functions: Vec<Name>,
}

impl Expression {
    /// What it names. What may stand behind it, such as an operator class, names nothing.
    pub(super) fn read(&self) -> &Names {
        self.names.get_or_init(|| {
            let known =
                plain(self.backend, &self.text).or_else(|| parsed(self.backend, &self.text).ok());
            known.map_or(Names::Unknown, |known| Names::Known(Box::new(known)))
        })
    }

    /// Whether it names a column; none where it cannot be told.
    pub(crate) fn names(&self, column: &str) -> Option<bool> {
        match self.read() {
            Names::Known(known) => {
                Some(known.columns.iter().any(|name| self.is(&name.name, column)))
            }
            Names::Unknown => (!self.has_word(column)).then_some(false),
        }
    }

    /// Whether it may name a column.
    pub(crate) fn may_name(&self, column: &str) -> bool {
        self.names(column).unwrap_or(true)
    }

    /// Whether a name is a word of it, whatever that word is of.
    pub(crate) fn has_word(&self, name: &str) -> bool {
        placed(self.backend, &self.text).into_iter().any(|(token, _)| match token {
            Word::Word(word) => word.eq_ignore_ascii_case(name),
            Word::Name(word) => self.is(&word, name),
            Word::Text(_) | Word::Symbol(_) => false,
        })
    }

    /// The functions that it calls, without their schemas; none where that cannot be told.
    pub(crate) fn functions(&self) -> Option<impl Iterator<Item = &str>> {
        match self.read() {
            Names::Known(known) => Some(known.functions.iter().map(|name| name.name.as_str())),
            Names::Unknown => None,
        }
    }

    /// With other names of columns, as a catalog tells it: the new one for each that `to` knows.
    #[must_use]
    pub(crate) fn with_columns(&self, to: impl Fn(&str) -> Option<String>) -> Self {
        self.with(|known| &known.columns, |name| to(&name.name))
    }

    /// With other names of types, told by their schema and their name.
    #[must_use]
    pub(crate) fn with_types(&self, to: impl Fn(Option<&str>, &str) -> Option<String>) -> Self {
        self.with(|known| &known.types, |name| to(name.of.as_deref(), &name.name))
    }

    fn with(
        &self,
        of: impl Fn(&Known) -> &Vec<Name>,
        to: impl Fn(&Name) -> Option<String>,
    ) -> Self {
        let Names::Known(known) = self.read() else { return self.clone() };
        let mut places: Vec<(Range<usize>, String)> =
            of(known).iter().filter_map(|name| Some((name.place.clone(), to(name)?))).collect();
        places.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        places.dedup();
        if places.is_empty() {
            return self.clone();
        }
        let mut text = self.text.clone();
        for (place, new) in places {
            text.replace_range(place, &as_kept(self.backend, &new));
        }
        Self::new(self.backend, text)
    }

    fn is(&self, name: &str, wanted: &str) -> bool {
        expressions::of(self.backend).is_same(name, wanted)
    }
}

/// A column and nothing else, as most parts of indexes are.
fn plain(backend: Backend, text: &str) -> Option<Known> {
    let name = expressions::of(backend).column_of(text)?;
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // What reads like a name may be a word such as CURRENT_USER, which the parser knows.
    (is_plain && !name.starts_with(|c: char| c.is_ascii_uppercase())).then(|| {
        let column = Name { name: name.to_owned(), of: None, place: 0..name.len() };
        Known { columns: vec![column], ..Known::default() }
    })
}

fn parsed(backend: Backend, text: &str) -> Result<Known, ParserError> {
    let mut parser = Parser::new(parsers::of(backend).sqlparser()).try_with_sql(text)?;
    let expression = parser.parse_expr()?;
    loop {
        match parser.next_token().token {
            Token::EOF => break,
            Token::Word(_) | Token::Period => {}
            other => return Err(ParserError::ParserError(format!("there is more: {other}"))),
        }
    }
    let places = Places { backend, text, lines: lines(text) };
    let (mut known, mut fields) = (Known::default(), BTreeSet::new());
    let _ = visit_expressions(&expression, |expression| {
        match expression {
            Expr::Identifier(ident) => known.columns.extend(places.name(ident, None)),
            Expr::CompoundIdentifier(idents) => {
                if let [.., of, ident] = idents.as_slice() {
                    known.columns.extend(places.name(ident, Some(of)));
                }
            }
            Expr::Function(function) => known.functions.extend(places.last_of(&function.name)),
            // The field of a composite value is no column.
            Expr::CompoundFieldAccess { access_chain, .. } => {
                for access in access_chain {
                    if let AccessExpr::Dot(Expr::Identifier(field)) = access {
                        fields.extend(places.name(field, None).map(|name| name.place.start));
                    }
                }
            }
            Expr::Cast { data_type, .. } | Expr::TypedString(TypedString { data_type, .. }) => {
                known.types.extend(type_name(data_type).and_then(|name| places.last_of(name)));
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    known.columns.retain(|name| !fields.contains(&name.place.start));
    Ok(known)
}

/// The name of a type that the dialect does not have by itself.
fn type_name(data_type: &DataType) -> Option<&ObjectName> {
    match data_type {
        DataType::Custom(name, _) => Some(name),
        DataType::Array(
            ArrayElemTypeDef::SquareBracket(of, _)
            | ArrayElemTypeDef::AngleBracket(of)
            | ArrayElemTypeDef::Parenthesis(of),
        ) => type_name(of),
        _ => None,
    }
}

/// Where the lines of a text begin.
fn lines(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

struct Places<'t> {
    backend: Backend,
    text: &'t str,
    lines: Vec<usize>,
}

impl Places<'_> {
    /// The byte of a place that is told by line and character, both from one on.
    fn byte(&self, at: Location) -> Option<usize> {
        let line = *self.lines.get(usize::try_from(at.line).ok()?.checked_sub(1)?)?;
        let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
        let rest = self.text.get(line..)?;
        Some(line + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at))
    }

    fn name(&self, ident: &Ident, of: Option<&Ident>) -> Option<Name> {
        let place = self.byte(ident.span.start)?..self.byte(ident.span.end)?;
        Some(Name { name: self.kept(ident), of: of.map(|of| self.kept(of)), place })
    }

    /// The last of the names that a dot separates.
    fn last_of(&self, name: &ObjectName) -> Option<Name> {
        let idents: Vec<&Ident> = name.0.iter().filter_map(|part| part.as_ident()).collect();
        match idents.as_slice() {
            [ident] => self.name(ident, None),
            [.., of, ident] => self.name(ident, Some(of)),
            [] => None,
        }
    }

    /// As the database keeps it.
    fn kept(&self, ident: &Ident) -> String {
        match ident.quote_style {
            None => parse::of(self.backend).kept(&ident.value),
            Some(_) => ident.value.clone(),
        }
    }
}
