//! Finding things in a schema.

use std::collections::BTreeSet;

use super::meaning::texts;
use super::{Column, ForeignKey, Meaning, Schema, Table};
use crate::Backend;
use crate::names::parts;

impl Schema {
    /// The schemas, beside the default one, in which there is something.
    pub(crate) fn schemas(&self) -> BTreeSet<String> {
        self.tables.keys().chain(self.enums.keys()).filter_map(|name| parts(name).0).collect()
    }

    /// Every foreign key, with its table.
    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = (&String, &ForeignKey)> {
        self.tables
            .iter()
            .flat_map(|(name, table)| table.foreign_keys.iter().map(move |key| (name, key)))
    }

    /// Every column of an enum, with its table and its values.
    pub(crate) fn enum_columns(&self) -> impl Iterator<Item = (&String, &Column, &Vec<String>)> {
        let columns = self
            .tables
            .iter()
            .flat_map(|(name, table)| table.columns.iter().map(move |c| (name, c)));
        columns.filter_map(|(name, column)| match &column.meaning {
            Some(Meaning::Enum { values, .. }) => Some((name, column, values)),
            _ => None,
        })
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// SQLite: the check that holds an enum's values, by its place among the checks, and the
    /// values.
    pub(crate) fn enum_check(&self, column: &str) -> Option<(usize, Vec<String>)> {
        self.checks.iter().enumerate().filter(|(_, check)| check.name.is_none()).find_map(
            |(at, check)| {
                let (name, list) = check.expression.as_str().split_once(" IN ( ")?;
                let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
                let of = inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""));
                let values = texts(Backend::Sqlite, list.strip_suffix(" )")?)?;
                of.eq_ignore_ascii_case(column).then_some((at, values))
            },
        )
    }
}
