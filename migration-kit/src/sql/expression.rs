//! An SQL expression: in goes its text as a catalog or a person has it; out come the columns and the types that it names, each
//! with its place in the text, so that one can be renamed.
//!
//! The parser is sqlparser-rs, which reads all three dialects. An expression that it does not know is [unknown](Names::Unknown):
//! it may name any column, and nothing in it is renamed.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};

use sea_orm::DbBackend;
use sqlparser::ast::{
    AccessExpr, ArrayElemTypeDef, DataType, Expr, Ident, ObjectName, TypedString, visit_expressions,
};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token};

use super::as_kept;

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    /// As the database keeps it.
    name: String,
    /// The schema or the table before it.
    of: Option<String>,
    place: Range<usize>,
}

/// What an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    Known { columns: Vec<Name>, types: Vec<Name> },
    Unknown,
}

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression<'t> {
    backend: DbBackend,
    text: &'t str,
    names: Names,
}

impl<'t> Expression<'t> {
    /// Reads a condition, a default, the expression of a generated column, or a part of an index. What may stand behind it, such
    /// as STORED, DESC or an operator class, names no column.
    pub(crate) fn read(backend: DbBackend, text: &'t str) -> Self {
        let names = plain(backend, text).or_else(|| parsed(backend, text).ok());
        Self { backend, text, names: names.unwrap_or(Names::Unknown) }
    }

    /// Whether it names a column; none where it cannot be told.
    pub(crate) fn names(&self, column: &str) -> Option<bool> {
        match &self.names {
            Names::Known { columns, .. } => Some(columns.iter().any(|name| self.is(&name.name, column))),
            Names::Unknown => None,
        }
    }

    /// Whether it may name a column.
    pub(crate) fn may_name(&self, column: &str) -> bool {
        self.names(column).unwrap_or(true)
    }

    /// Its text with other names of columns, as a catalog tells it: the new one for each that `to` knows.
    pub(crate) fn with_columns(&self, to: impl Fn(&str) -> Option<String>) -> String {
        match &self.names {
            Names::Known { columns, .. } => self.with(columns, |name| to(&name.name)),
            Names::Unknown => self.text.to_owned(),
        }
    }

    /// Its text with other names of types, told by their schema and their name.
    pub(crate) fn with_types(&self, to: impl Fn(Option<&str>, &str) -> Option<String>) -> String {
        match &self.names {
            Names::Known { types, .. } => self.with(types, |name| to(name.of.as_deref(), &name.name)),
            Names::Unknown => self.text.to_owned(),
        }
    }

    fn with(&self, names: &[Name], to: impl Fn(&Name) -> Option<String>) -> String {
        let mut places: Vec<(Range<usize>, String)> =
            names.iter().filter_map(|name| Some((name.place.clone(), to(name)?))).collect();
        places.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        places.dedup();
        let mut text = self.text.to_owned();
        for (place, new) in places {
            text.replace_range(place, &as_kept(self.backend, &new));
        }
        text
    }

    /// PostgreSQL's names are told apart by their case; those of columns on the other two are not.
    fn is(&self, name: &str, column: &str) -> bool {
        match self.backend {
            DbBackend::Postgres => name == column,
            _ => name.to_lowercase() == column.to_lowercase(),
        }
    }
}

/// A column and nothing else, as most parts of indexes are; MySQL's with its length behind it.
fn plain(backend: DbBackend, text: &str) -> Option<Names> {
    let name = match backend {
        DbBackend::MySql => match text.split_once('(') {
            Some((name, length)) => {
                length.strip_suffix(')').filter(|length| length.chars().all(|c| c.is_ascii_digit()))?;
                name
            }
            None => text,
        },
        _ => text,
    };
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // What reads like a name may be a word such as CURRENT_USER, which the parser knows.
    (is_plain && !name.starts_with(|c: char| c.is_ascii_uppercase())).then(|| {
        let column = Name { name: name.to_owned(), of: None, place: 0..name.len() };
        Names::Known { columns: vec![column], types: Vec::new() }
    })
}

fn parsed(backend: DbBackend, text: &str) -> Result<Names, ParserError> {
    let dialect: &dyn Dialect = match backend {
        DbBackend::Postgres => &PostgreSqlDialect {},
        DbBackend::MySql => &MySqlDialect {},
        _ => &SQLiteDialect {},
    };
    let mut parser = Parser::new(dialect).try_with_sql(text)?;
    let expression = parser.parse_expr()?;
    loop {
        match parser.next_token().token {
            Token::EOF => break,
            Token::Word(_) | Token::Period => {}
            other => return Err(ParserError::ParserError(format!("there is more: {other}"))),
        }
    }
    let places = Places { backend, text, lines: lines(text) };
    let (mut columns, mut types, mut fields) = (Vec::new(), Vec::new(), BTreeSet::new());
    let _ = visit_expressions(&expression, |expression| {
        match expression {
            Expr::Identifier(ident) => columns.extend(places.name(ident, None)),
            Expr::CompoundIdentifier(idents) => {
                if let [.., of, ident] = idents.as_slice() {
                    columns.extend(places.name(ident, Some(of)));
                }
            }
            // The field of a composite value is no column.
            Expr::CompoundFieldAccess { access_chain, .. } => {
                for access in access_chain {
                    if let AccessExpr::Dot(Expr::Identifier(field)) = access {
                        fields.extend(places.name(field, None).map(|name| name.place.start));
                    }
                }
            }
            Expr::Cast { data_type, .. } | Expr::TypedString(TypedString { data_type, .. }) => {
                types.extend(type_name(data_type).and_then(|name| places.type_name(name)));
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    columns.retain(|name: &Name| !fields.contains(&name.place.start));
    Ok(Names::Known { columns, types })
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
    backend: DbBackend,
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

    fn type_name(&self, name: &ObjectName) -> Option<Name> {
        let idents: Vec<&Ident> = name.0.iter().filter_map(|part| part.as_ident()).collect();
        match idents.as_slice() {
            [ident] => self.name(ident, None),
            [.., of, ident] => self.name(ident, Some(of)),
            [] => None,
        }
    }

    /// As the database keeps it: PostgreSQL keeps names without quotes in lower case.
    fn kept(&self, ident: &Ident) -> String {
        match (self.backend, ident.quote_style) {
            (DbBackend::Postgres, None) => ident.value.to_lowercase(),
            _ => ident.value.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
