//! What a catalog says of a schema, as plain values: no I/O below this line.
//!
//! Types, defaults and expressions are in the words of the backend they were read on, so schemas of
//! one backend can be compared, and schemas of two cannot.

mod column;
#[cfg(feature = "generate")]
mod compare;
mod constraint;
mod default;
mod dependent;
mod foreign_key;
#[cfg(feature = "generate")]
mod hints;
mod index;
mod key_words;
mod lookup;
mod meaning;
mod objects;
mod terms;

use std::collections::BTreeMap;

#[cfg(feature = "generate")]
pub(crate) use crate::names::parts;
pub use crate::names::qualified;
#[cfg(feature = "generate")]
pub(crate) use crate::names::{canonical, member, member_parts};
pub use column::{Column, Generated, Identity, Sequence};
#[cfg(feature = "generate")]
pub use compare::{Difference, compare, merge};
#[cfg(feature = "generate")]
pub use constraint::PrimaryKey;
pub use constraint::{Check, Exclusion, Unique};
#[cfg(feature = "generate")]
pub use default::Default as DefaultValue;
pub use dependent::Dependent;
pub use foreign_key::{ForeignKey, ReferentialAction};
#[cfg(feature = "generate")]
pub use hints::{Hints, Relation};
pub use index::{Index, Key, Nulls, Part};
pub use key_words::KeyWords;
#[cfg(feature = "generate")]
pub(crate) use meaning::catalog_text;
#[cfg(feature = "lint")]
pub(crate) use meaning::texts;
pub use meaning::{ColumnTypes, Meaning, resolve};
#[cfg(feature = "generate")]
pub(crate) use objects::Definition;
#[cfg(feature = "generate")]
pub use objects::{Kind, Object};
pub use terms::{Deferrable, Terms, Tuning};

pub use crate::sql::Expression;

/// The tables and enum types of a database. On PostgreSQL they may be in several schemas, and those
/// of another one than the default one are named with it: see [`qualified`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// By their names.
    pub tables: BTreeMap<String, Table>,
    /// PostgreSQL's enum types by their names, with their values in order. Elsewhere an enum is
    /// part of its column.
    pub enums: BTreeMap<String, Vec<String>>,
    /// PostgreSQL: what reads columns, such as `view totals`, by what it is and its name. No object
    /// of a comparison.
    pub dependents: BTreeMap<String, Dependent>,
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
    /// What the primary key says beside its columns.
    pub primary_key_terms: Terms,
    /// SQLite: what the primary key says beside its columns.
    pub primary_key_words: KeyWords,
    /// UNIQUE constraints.
    pub uniques: Vec<Unique>,
    /// Indexes that no constraint made.
    pub indexes: Vec<Index>,
    /// References to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// PostgreSQL: EXCLUDE constraints.
    pub exclusions: Vec<Exclusion>,
    /// The table's comment.
    pub comment: Option<String>,
    /// PostgreSQL: its rows are those of its partitions. No part of a comparison.
    pub partitioned: bool,
}

#[cfg(feature = "generate")]
impl Schema {
    /// Without what is set of indexes and constraints, and decides on no row.
    #[must_use]
    pub(crate) fn untuned(&self) -> Self {
        let mut schema = self.clone();
        for table in schema.tables.values_mut() {
            let uniques = table.uniques.iter_mut().map(|of| &mut of.terms.tuning);
            let keys = table.foreign_keys.iter_mut().map(|of| &mut of.terms.tuning);
            let checks = table.checks.iter_mut().map(|of| &mut of.terms.tuning);
            let exclusions = table.exclusions.iter_mut().map(|of| &mut of.terms.tuning);
            let indexes = table.indexes.iter_mut().map(|of| &mut of.tuning);
            let all = uniques.chain(keys).chain(checks).chain(exclusions).chain(indexes);
            all.chain([&mut table.primary_key_terms.tuning])
                .for_each(|tuning| *tuning = Tuning::default());
        }
        schema
    }
}

/// Names or definitions in parentheses.
fn list(of: &[impl ToString]) -> String {
    format!("({})", of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}
