//! A schema taken apart into objects that can be compared one by one.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{Check, Column, ForeignKey, Index, Schema, Table, Unique};

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
        }
    }
}

impl Schema {
    /// Every object with its definition on one line. The order of columns is left out, and so are names that a backend
    /// makes up.
    pub fn objects(&self) -> BTreeMap<Object, String> {
        let mut objects = BTreeMap::new();
        for (name, values) in &self.enums {
            let object = Object { table: name.clone(), kind: Kind::Enum, name: String::new() };
            objects.insert(object, values.join(", "));
        }
        for (name, table) in &self.tables {
            let mut add = |kind, object: String, definition: String| {
                objects.insert(Object { table: name.clone(), kind, name: object }, definition);
            };
            table.each_object(&mut add);
        }
        objects
    }
}

impl Table {
    fn each_object(&self, add: &mut impl FnMut(Kind, String, String)) {
        add(Kind::Table, String::new(), comment(self.comment.as_deref()));
        for column in &self.columns {
            add(Kind::Column, column.name.clone(), column.definition());
        }
        if !self.primary_key.is_empty() {
            add(Kind::PrimaryKey, String::new(), list(&self.primary_key));
        }
        for unique in &self.uniques {
            add(Kind::Unique, unique.object_name(), list(&unique.columns));
        }
        for index in &self.indexes {
            add(Kind::Index, index.name.clone(), index.definition());
        }
        for key in &self.foreign_keys {
            add(Kind::ForeignKey, key.object_name(), key.definition());
        }
        for check in &self.checks {
            add(Kind::Check, check.object_name(), check.expression.clone());
        }
    }
}

impl Column {
    pub(crate) fn definition(&self) -> String {
        let mut words = vec![self.ty.clone(), if self.nullable { "null" } else { "not null" }.to_owned()];
        let mut part = |word: &str, value: &Option<String>| {
            if let Some(value) = value {
                words.push(format!("{word} {value}"));
            }
        };
        part("default", &self.default);
        part("generated as", &self.generated);
        part("identity", &self.identity);
        part("collate", &self.collation);
        part("on update", &self.on_update);
        part("comment", &self.comment);
        words.join(" ")
    }
}

impl Index {
    pub(crate) fn definition(&self) -> String {
        let mut text = if self.unique { "unique ".to_owned() } else { String::new() };
        text.push_str(&list(&self.parts));
        if let Some(method) = &self.method {
            text.push_str(&format!(" using {method}"));
        }
        if !self.include.is_empty() {
            text.push_str(&format!(" include {}", list(&self.include)));
        }
        if let Some(predicate) = &self.predicate {
            text.push_str(&format!(" where {predicate}"));
        }
        text
    }
}

impl Unique {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| list(&self.columns))
    }
}

impl Check {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("({})", self.expression))
    }
}

impl ForeignKey {
    /// Its name, or what it is about.
    pub(crate) fn object_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("{} to {}", list(&self.columns), self.parent))
    }

    pub(crate) fn definition(&self) -> String {
        let Self { columns, parent, parent_columns, on_delete, on_update, .. } = self;
        let deferrable = self.deferrable.as_ref().map(|word| format!(" {word}")).unwrap_or_default();
        format!(
            "{} references {parent} {} on delete {on_delete} on update {on_update}{deferrable}",
            list(columns),
            list(parent_columns)
        )
    }
}

fn list(names: &[String]) -> String {
    format!("({})", names.join(", "))
}

fn comment(text: Option<&str>) -> String {
    text.map(|text| format!("comment {text}")).unwrap_or_default()
}
