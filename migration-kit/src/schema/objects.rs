//! A schema taken apart into objects that can be compared one by one: in goes the schema, out come
//! their names with their definitions.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{Check, Column, Exclusion, ForeignKey, Index, KeyWords, Schema, Table, Terms, Unique};

/// What kind of thing an [`Object`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An enum type.
    Enum,
    /// A table, with its comment.
    Table,
    /// A column.
    Column,
    /// A primary key.
    PrimaryKey,
    /// A UNIQUE constraint.
    Unique,
    /// An index.
    Index,
    /// A foreign key.
    ForeignKey,
    /// A CHECK constraint.
    Check,
    /// An EXCLUDE constraint.
    Exclusion,
}

/// The name of one object of a schema. What has no name of its own is known by what it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Object {
    /// Its table; for an enum, the enum.
    pub table: String,
    /// What it is.
    pub kind: Kind,
    /// Its name within the table; empty for the table itself and its primary key.
    pub name: String,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, kind, name } = self;
        match kind {
            Kind::Enum => write!(f, "enum {table}"),
            Kind::Table => write!(f, "table {table}"),
            Kind::Column => write!(f, "column {table}.{name}"),
            Kind::PrimaryKey => write!(f, "primary key of {table}"),
            Kind::Unique => write!(f, "unique constraint {name} of {table}"),
            Kind::Index => write!(f, "index {name} of {table}"),
            Kind::ForeignKey => write!(f, "foreign key {name} of {table}"),
            Kind::Check => write!(f, "check {name} of {table}"),
            Kind::Exclusion => write!(f, "exclusion constraint {name} of {table}"),
        }
    }
}

/// What a schema says of one object. Two are equal if the objects are the same but for their names,
/// and for what is no part of a comparison.
#[derive(Clone, Copy)]
pub enum Definition<'s> {
    /// The values of an enum type.
    Enum(&'s [String]),
    /// The comment of a table.
    Table(Option<&'s str>),
    /// A column.
    Column(&'s Column),
    /// The columns of a primary key, and what else it says.
    PrimaryKey(&'s [String], &'s Terms, &'s KeyWords),
    /// A UNIQUE constraint.
    Unique(&'s Unique),
    /// An index.
    Index(&'s Index),
    /// A foreign key.
    ForeignKey(&'s ForeignKey),
    /// A CHECK constraint.
    Check(&'s Check),
    /// An EXCLUDE constraint.
    Exclusion(&'s Exclusion),
}

impl PartialEq for Definition<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Enum(one), Self::Enum(other)) => one == other,
            (Self::PrimaryKey(one, terms, words), Self::PrimaryKey(other, others, of_other)) => {
                one == other && terms == others && words == of_other
            }
            (Self::Table(one), Self::Table(other)) => one == other,
            (Self::Column(one), Self::Column(other)) => one.is_defined_as(other),
            (Self::Unique(one), Self::Unique(other)) => one.is_defined_as(other),
            (Self::Index(one), Self::Index(other)) => one.is_defined_as(other),
            (Self::ForeignKey(one), Self::ForeignKey(other)) => one.is_defined_as(other),
            (Self::Check(one), Self::Check(other)) => {
                one.expression == other.expression && one.terms == other.terms
            }
            (Self::Exclusion(one), Self::Exclusion(other)) => one.is_defined_as(other),
            _ => false,
        }
    }
}

/// On one line; nothing for a table without a comment.
impl fmt::Display for Definition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enum(values) => f.write_str(&values.join(", ")),
            Self::Table(comment) => {
                comment.map_or(Ok(()), |comment| write!(f, "comment {comment}"))
            }
            Self::Column(column) => column.fmt(f),
            Self::PrimaryKey(columns, terms, words) => {
                write!(f, "({}){words}{terms}", words.behind(columns))
            }
            Self::Unique(Unique { columns, words, terms, .. }) => {
                write!(f, "({}){words}{terms}", words.behind(columns))
            }
            Self::Index(index) => index.fmt(f),
            Self::ForeignKey(key) => key.fmt(f),
            Self::Check(check) => write!(f, "{}{}", check.expression, check.terms),
            Self::Exclusion(exclusion) => exclusion.fmt(f),
        }
    }
}

impl fmt::Debug for Definition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl Schema {
    /// Every object with its definition. The order of columns is left out, and so are names that a
    /// backend makes up.
    pub fn objects(&self) -> BTreeMap<Object, Definition<'_>> {
        self.objects_of(|_, _| true)
    }

    /// The same of the tables that `wanted` chooses by name and definition, and of all else.
    pub(crate) fn objects_of(
        &self,
        wanted: impl Fn(&str, &Table) -> bool,
    ) -> BTreeMap<Object, Definition<'_>> {
        let mut objects = BTreeMap::new();
        for (name, values) in &self.enums {
            let object = Object { table: name.clone(), kind: Kind::Enum, name: String::new() };
            objects.insert(object, Definition::Enum(values));
        }
        for (name, table) in self.tables.iter().filter(|(name, table)| wanted(name, table)) {
            for (kind, of, definition) in table.objects() {
                objects.insert(Object { table: name.clone(), kind, name: of }, definition);
            }
        }
        objects
    }
}

impl Table {
    fn objects(&self) -> impl Iterator<Item = (Kind, String, Definition<'_>)> {
        let table = (Kind::Table, String::new(), Definition::Table(self.comment.as_deref()));
        let columns =
            self.columns.iter().map(|of| (Kind::Column, of.name.clone(), Definition::Column(of)));
        let primary_key = Definition::PrimaryKey(
            &self.primary_key,
            &self.primary_key_terms,
            &self.primary_key_words,
        );
        let primary_key =
            (!self.primary_key.is_empty()).then(|| (Kind::PrimaryKey, String::new(), primary_key));
        let uniques =
            self.uniques.iter().map(|of| (Kind::Unique, of.object_name(), Definition::Unique(of)));
        let indexes =
            self.indexes.iter().map(|of| (Kind::Index, of.name.clone(), Definition::Index(of)));
        let foreign_keys = self.foreign_keys.iter();
        let foreign_keys =
            foreign_keys.map(|of| (Kind::ForeignKey, of.object_name(), Definition::ForeignKey(of)));
        let checks =
            self.checks.iter().map(|of| (Kind::Check, of.object_name(), Definition::Check(of)));
        let first = std::iter::once(table).chain(columns).chain(primary_key);
        let exclusions = self.exclusions.iter();
        let exclusions = exclusions
            .map(|of| (Kind::Exclusion, of.index.name.clone(), Definition::Exclusion(of)));
        first.chain(uniques).chain(indexes).chain(foreign_keys).chain(checks).chain(exclusions)
    }
}
