//! What a catalog says of a schema, as plain values: no I/O below this line.
//!
//! Types, defaults and expressions are in the words of the backend they were read on, so schemas of one backend can be
//! compared, and schemas of two cannot.

#[cfg(feature = "generate")]
mod compare;
#[cfg(feature = "generate")]
mod declared;
mod default;
mod lookup;
mod meaning;
mod objects;

use std::collections::BTreeMap;

#[cfg(feature = "generate")]
pub(crate) use crate::names::parts;
pub use crate::names::qualified;
#[cfg(feature = "generate")]
pub(crate) use crate::names::{canonical, member, member_parts};
#[cfg(feature = "generate")]
pub use compare::{Difference, compare, merge};
#[cfg(feature = "generate")]
pub use declared::{Declared, Relation};
pub use default::Default as DefaultValue;
pub use meaning::{Hints, Meaning, resolve};
#[cfg(feature = "generate")]
pub(crate) use meaning::{catalog_text, outer};
pub use objects::{Kind, Object};

/// The tables and enum types of a database. On PostgreSQL they may be in several schemas, and those of another one than the
/// default one are named with it: see [`qualified`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// By their names.
    pub tables: BTreeMap<String, Table>,
    /// PostgreSQL's enum types by their names, with their values in order. Elsewhere an enum is part of its column.
    pub enums: BTreeMap<String, Vec<String>>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In the order of the table, which means nothing to a comparison.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub primary_key: Vec<String>,
    /// The name of the primary key's constraint on PostgreSQL. No part of a comparison.
    pub primary_key_name: Option<String>,
    /// UNIQUE constraints.
    pub uniques: Vec<Unique>,
    /// Indexes that no constraint made.
    pub indexes: Vec<Index>,
    /// References to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// The table's comment.
    pub comment: Option<String>,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type with length, precision and scale.
    pub ty: String,
    /// What sea-query calls that type, once [`resolve`] has found out. No part of a comparison.
    pub meaning: Option<Meaning>,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// Its default, as an expression.
    pub default: Option<String>,
    /// The expression of a generated column, with STORED or VIRTUAL behind it.
    pub generated: Option<String>,
    /// Whether the database numbers it, and how: an identity, AUTO_INCREMENT, AUTOINCREMENT.
    pub identity: Option<String>,
    /// Its collation, when that is not the default one.
    pub collation: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// MySQL: what it becomes when the row is updated.
    pub on_update: Option<String>,
}

/// A UNIQUE constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unique {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// An index that no constraint made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether it is unique.
    pub unique: bool,
    /// Its method, such as `btree`, where the backend has several.
    pub method: Option<String>,
    /// Its columns and expressions, in order, each with what differs from the default: order, nulls, collation, length.
    pub parts: Vec<String>,
    /// Columns that are stored along.
    pub include: Vec<String>,
    /// The condition of a partial index.
    pub predicate: Option<String>,
    /// The statement that makes it, where the catalog keeps one. No part of a comparison.
    pub sql: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForeignKey {
    /// Its name; SQLite has none.
    pub name: Option<String>,
    /// The referencing columns, in order.
    pub columns: Vec<String>,
    /// The referenced table, named as in [`Schema::tables`]. On MySQL it may be in another database.
    pub parent: String,
    /// The referenced columns, in the same order.
    pub parent_columns: Vec<String>,
    /// ON DELETE; NO ACTION and RESTRICT are one where the backend treats them as one.
    pub on_delete: String,
    /// ON UPDATE, likewise.
    pub on_update: String,
    /// Whether it is checked at the end of the transaction, or can be.
    pub deferrable: Option<String>,
    /// The name on a backend that keeps names, where this one does not. No part of a comparison.
    pub known_as: Option<String>,
    /// MySQL has made an index of the same name for it. No part of a comparison.
    pub own_index: bool,
}

/// A CHECK constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// Its name, where the backend or the user has given one that says something.
    pub name: Option<String>,
    /// Its condition.
    pub expression: String,
    /// MariaDB: the column whose definition holds it, and which cannot be said without it. No part of a comparison.
    pub column: Option<String>,
}
