//! Finding things in a schema.

use std::collections::BTreeSet;

use sea_orm::DbBackend;

use super::meaning::texts;
use super::{Column, ForeignKey, Index, Meaning, Schema, Table, Unique};
use crate::names::parts;
#[cfg(feature = "generate")]
use crate::sql::expression::Expression;

impl Schema {
    /// The schemas, beside the default one, in which there is something.
    pub(crate) fn schemas(&self) -> BTreeSet<String> {
        self.tables.keys().chain(self.enums.keys()).filter_map(|name| parts(name).0).collect()
    }

    /// Every foreign key, with its table.
    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = (&String, &ForeignKey)> {
        self.tables.iter().flat_map(|(name, table)| table.foreign_keys.iter().map(move |key| (name, key)))
    }

    /// Every column of an enum, with its table and its values.
    pub(crate) fn enum_columns(&self) -> impl Iterator<Item = (&String, &Column, &Vec<String>)> {
        let columns =
            self.tables.iter().flat_map(|(name, table)| table.columns.iter().map(move |c| (name, c)));
        columns.filter_map(|(name, column)| match &column.meaning {
            Some(Meaning::Enum { values, .. }) => Some((name, column, values)),
            _ => None,
        })
    }
}

impl Index {
    /// Its parts without their order and their quotes.
    pub(crate) fn columns(&self) -> Vec<String> {
        let plain = |part: &String| {
            let front = part.strip_suffix(" desc").or(part.strip_suffix(" DESC")).unwrap_or(part);
            match front.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
                Some(name) => name.replace("\"\"", "\""),
                None => front.to_owned(),
            }
        };
        self.parts.iter().map(plain).collect()
    }
}

#[cfg(feature = "generate")]
impl Index {
    /// Whether a part, a stored column or the condition names a column; none where it cannot be told.
    pub(crate) fn names(&self, backend: DbBackend, column: &str) -> Option<bool> {
        let of_part = |part: &String| match raw_column(backend, part) {
            Some((name, _)) => Some(name == column),
            None => Expression::read(backend, part).names(column),
        };
        let of_text = |text: &String| Expression::read(backend, text).names(column);
        let others = self.include.iter().chain(&self.predicate).map(of_text);
        let all: Vec<Option<bool>> = self.parts.iter().map(of_part).chain(others).collect();
        if all.contains(&Some(true)) {
            return Some(true);
        }
        all.iter().all(Option::is_some).then_some(false)
    }

    /// Whether it may name a column.
    pub(crate) fn may_name(&self, backend: DbBackend, column: &str) -> bool {
        self.names(backend, column).unwrap_or(true)
    }

    /// Gives its columns other names, as the catalog tells them then.
    pub(crate) fn rename_columns(&mut self, backend: DbBackend, to: &impl Fn(&str) -> Option<String>) {
        for part in &mut self.parts {
            *part = match raw_column(backend, part) {
                Some((name, rest)) => to(name).map_or_else(|| part.clone(), |new| format!("{new}{rest}")),
                None => Expression::read(backend, part).with_columns(to),
            };
        }
        for text in self.include.iter_mut().chain(&mut self.predicate) {
            *text = Expression::read(backend, text).with_columns(to);
        }
    }
}

/// MySQL tells a column of an index as it is, without quotes, with its length and its order behind it: both sides of that.
#[cfg(feature = "generate")]
fn raw_column(backend: DbBackend, part: &str) -> Option<(&str, &str)> {
    if backend != DbBackend::MySql {
        return None;
    }
    let front = part.strip_suffix(" desc").unwrap_or(part);
    let name = match front.strip_suffix(')').and_then(|front| front.rsplit_once('(')) {
        Some((name, length)) if length.chars().all(|c| c.is_ascii_digit()) => name,
        _ => front,
    };
    Some(part.split_at(name.len()))
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// The column that a catalog means by `name`, quoted where that backend's catalog quotes.
    pub(crate) fn column_of(&self, backend: DbBackend, name: &str) -> Option<&Column> {
        let unquoted = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            Some(inner) if backend != DbBackend::MySql => inner.replace("\"\"", "\""),
            _ => name.to_owned(),
        };
        let same = |column: &&Column| match backend {
            DbBackend::Sqlite => column.name.eq_ignore_ascii_case(&unquoted),
            _ => column.name == unquoted,
        };
        self.columns.iter().find(same)
    }

    /// SQLite: the check that holds an enum's values, by its place among the checks, and the values.
    pub(crate) fn enum_check(&self, column: &str) -> Option<(usize, Vec<String>)> {
        self.checks.iter().enumerate().filter(|(_, check)| check.name.is_none()).find_map(|(at, check)| {
            let (name, list) = check.expression.split_once(" IN ( ")?;
            let of = self.column_of(DbBackend::Sqlite, name)?;
            let values = texts(DbBackend::Sqlite, list.strip_suffix(" )")?)?;
            (of.name == column).then_some((at, values))
        })
    }
}

impl Unique {
    /// Whether it is what UNIQUE behind a column makes on that backend.
    pub(crate) fn is_plain(&self, backend: DbBackend, table: &str) -> bool {
        let [column] = self.columns.as_slice() else { return false };
        match (backend, &self.name) {
            (_, None) => true,
            (DbBackend::Postgres, Some(name)) => *name == format!("{}_{column}_key", parts(table).1),
            (_, Some(name)) => name == column,
        }
    }
}
