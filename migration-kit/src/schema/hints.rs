//! What the entities say and no catalog tells: what a type is called, and what was renamed.

use std::collections::BTreeMap;

use super::ColumnTypes;

/// That the rows of one table belong to those of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The table with the columns that refer.
    pub child: String,
    /// Those columns.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub parent: String,
}

/// What the entities say beyond their schemas.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// The types of their columns.
    pub types: ColumnTypes,
    /// SeaORM's `renamed_from`: by table and new name, the old one.
    pub renamed_from: BTreeMap<(String, String), String>,
    /// The names of their foreign keys, by table and columns.
    pub foreign_keys: BTreeMap<(String, Vec<String>), String>,
    /// The comments of their columns, by table and column.
    pub comments: BTreeMap<(String, String), String>,
}
