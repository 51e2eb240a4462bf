//! An index that no constraint made, and the parts of its key.

use std::fmt;

use super::{Tuning, list};
use crate::sql::Expression;

/// An index that no constraint made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether it is unique.
    pub unique: bool,
    /// Its method, such as `gin`, where that is not the usual one.
    pub method: Option<String>,
    /// The parts of its key, in order.
    pub parts: Vec<Part>,
    /// Columns that are stored along.
    pub include: Vec<String>,
    /// The condition of a partial index.
    pub predicate: Option<Expression>,
    /// PostgreSQL: to a unique index two rows without a value have the same one.
    pub nulls_not_distinct: bool,
    /// What is set of it.
    pub tuning: Tuning,
    /// The statement that makes it, where the catalog keeps one. No part of a comparison.
    pub sql: Option<String>,
}

/// One part of an index's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is indexed.
    pub key: Key,
    /// Whether it is in descending order.
    pub descending: bool,
    /// PostgreSQL: where NULL stands, if that is not what the order brings by itself.
    pub nulls: Option<Nulls>,
    /// Its collation, when that is not the column's own.
    pub collation: Option<String>,
    /// PostgreSQL: its operator class with its parameters, when that is not the type's own.
    pub operator_class: Option<String>,
    /// MySQL: how many characters or bytes of it are indexed, when that is not all of it.
    pub length: Option<u32>,
}

/// What a part of an index is of.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A column.
    Column(String),
    /// An expression.
    Expression(Expression),
}

/// Where NULL stands in the order of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// In front of all other values.
    First,
    /// Behind them.
    Last,
}

impl From<Key> for Part {
    fn from(key: Key) -> Self {
        Self {
            key,
            descending: false,
            nulls: None,
            collation: None,
            operator_class: None,
            length: None,
        }
    }
}

impl Part {
    /// A column in ascending order.
    pub fn column(name: impl Into<String>) -> Self {
        Key::Column(name.into()).into()
    }

    /// The column and whether it is in descending order, when that is all there is to say of the
    /// part.
    pub(crate) fn as_plain(&self) -> Option<(&String, bool)> {
        match &self.key {
            Key::Column(name)
                if Self { descending: self.descending, ..Self::column(name) } == *self =>
            {
                Some((name, self.descending))
            }
            _ => None,
        }
    }
}

impl Index {
    /// The columns of its key, in whichever order each is. For a part that is more than a column
    /// its definition stands there.
    pub(crate) fn columns(&self) -> Vec<String> {
        let ascending = |part: &Part| match part.nulls {
            None => Part { descending: false, ..part.clone() }.to_string(),
            Some(_) => part.to_string(),
        };
        self.parts.iter().map(ascending).collect()
    }

    /// Whether it keeps rows apart, all of them.
    pub(crate) fn is_unique_for_all(&self) -> bool {
        self.unique && self.predicate.is_none()
    }

    /// Whether another one has the same definition, by whatever name.
    pub(crate) fn is_defined_as(&self, other: &Self) -> bool {
        self.tuning == other.tuning && self.is_built_as(other)
    }

    /// The same but for what is set of it.
    pub(crate) fn is_built_as(&self, other: &Self) -> bool {
        let plain = |index: &Self| Self {
            name: String::new(),
            sql: None,
            tuning: Tuning::default(),
            ..index.clone()
        };
        plain(self) == plain(other)
    }
}

#[cfg(feature = "generate")]
impl Index {
    /// Whether a part, a stored column or the condition names a column; none where it cannot be
    /// told.
    pub(crate) fn names(&self, column: &str) -> Option<bool> {
        if self.include.iter().any(|name| name == column) {
            return Some(true);
        }
        let of_part = |part: &Part| match &part.key {
            Key::Column(name) => Some(name == column),
            Key::Expression(expression) => expression.names(column),
        };
        let of_predicate = self.predicate.iter().map(|predicate| predicate.names(column));
        let all: Vec<Option<bool>> = self.parts.iter().map(of_part).chain(of_predicate).collect();
        if all.contains(&Some(true)) {
            return Some(true);
        }
        all.iter().all(Option::is_some).then_some(false)
    }

    /// Whether it may name a column.
    pub(crate) fn may_name(&self, column: &str) -> bool {
        self.names(column).unwrap_or(true)
    }

    /// Gives its columns other names, as the catalog tells them then.
    pub(crate) fn rename_columns(&mut self, to: &impl Fn(&str) -> Option<String>) {
        for part in &mut self.parts {
            if let Key::Column(name) = &mut part.key {
                *name = to(name).unwrap_or_else(|| name.clone());
            }
        }
        for name in &mut self.include {
            *name = to(name).unwrap_or_else(|| name.clone());
        }
        for expression in self.expressions_mut() {
            *expression = expression.with_columns(to);
        }
    }

    /// Every expression in it.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let keys = self.parts.iter().filter_map(|part| match &part.key {
            Key::Expression(expression) => Some(expression),
            Key::Column(_) => None,
        });
        keys.chain(&self.predicate)
    }

    /// The same, to change them.
    pub(crate) fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        let keys = self.parts.iter_mut().filter_map(|part| match &mut part.key {
            Key::Expression(expression) => Some(expression),
            Key::Column(_) => None,
        });
        keys.chain(&mut self.predicate)
    }
}

/// The definition on one line, without the name.
impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unique = if self.unique { "unique " } else { "" };
        write!(f, "{unique}{}", list(&self.parts))?;
        self.fmt_beside_parts(f)
    }
}

impl Index {
    /// What it says beside its parts, each behind a space.
    pub(super) fn fmt_beside_parts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = &self.method {
            write!(f, " using {method}")?;
        }
        if !self.include.is_empty() {
            write!(f, " include {}", list(&self.include))?;
        }
        if self.nulls_not_distinct {
            write!(f, " nulls not distinct")?;
        }
        if let Some(predicate) = &self.predicate {
            write!(f, " where {predicate}")?;
        }
        write!(f, "{}", self.tuning)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        if let Some(length) = self.length {
            write!(f, "({length})")?;
        }
        if let Some(collation) = &self.collation {
            write!(f, " collate {collation}")?;
        }
        if let Some(operator_class) = &self.operator_class {
            write!(f, " {operator_class}")?;
        }
        if self.descending {
            write!(f, " desc")?;
        }
        match self.nulls {
            Some(Nulls::First) => write!(f, " nulls first"),
            Some(Nulls::Last) => write!(f, " nulls last"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => f.write_str(name),
            Self::Expression(expression) => expression.fmt(f),
        }
    }
}
