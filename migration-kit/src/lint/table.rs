//! One table, as the statements so far have made it.

use crate::sql::statement::{Column, Constraint, ConstraintKind, Index};

#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub indexes: Vec<Index>,
    /// Also those that a column's definition says.
    pub constraints: Vec<Constraint>,
    pub triggers: Vec<String>,
    /// The number of the migration that made it.
    pub migration: usize,
}

/// What finds rows by columns: an index, a primary key or a unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub columns: Vec<String>,
    pub unique: bool,
    pub predicate: Option<String>,
    pub name: Option<String>,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Takes a column, and what its definition says about the table.
    pub(super) fn add_column(&mut self, column: Column) {
        let columns = vec![column.name.clone()];
        let mut add =
            |kind| self.constraints.push(Constraint { name: None, kind, not_valid: false });
        if column.primary_key {
            add(ConstraintKind::PrimaryKey { columns: columns.clone(), using_index: None });
        }
        if column.unique {
            add(ConstraintKind::Unique { columns: columns.clone(), using_index: None });
        }
        if let Some(parent) = column.references.clone() {
            add(ConstraintKind::ForeignKey { columns, parent, parent_columns: Vec::new() });
        }
        if let Some(condition) = column.check.clone() {
            add(ConstraintKind::Check(condition));
        }
        self.columns.push(column);
    }

    /// Indexes, the primary key and unique constraints.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let indexes = self.indexes.iter().map(|index| Key {
            columns: index.parts.clone(),
            unique: index.unique,
            predicate: index.predicate.clone(),
            name: index.name.clone(),
        });
        let constraints = self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
                Some(Key {
                    columns: columns.clone(),
                    unique: true,
                    predicate: None,
                    name: constraint.name.clone(),
                })
            }
            _ => None,
        });
        indexes.chain(constraints).collect()
    }

    /// The columns of the primary key.
    pub(crate) fn primary_key(&self) -> &[String] {
        let of = |constraint: &'_ Constraint| {
            matches!(constraint.kind, ConstraintKind::PrimaryKey { .. })
        };
        match self
            .constraints
            .iter()
            .find(|constraint| of(constraint))
            .map(|constraint| &constraint.kind)
        {
            Some(ConstraintKind::PrimaryKey { columns, .. }) => columns,
            _ => &[],
        }
    }

    /// Whether a key other than that one begins with those columns, and so finds rows by them.
    pub(crate) fn finds_by(&self, columns: &[String], other_than: Option<&str>) -> bool {
        self.keys().iter().any(|key| {
            key.predicate.is_none()
                && (other_than.is_none() || key.name.as_deref() != other_than)
                && key.columns.starts_with(columns)
        })
    }

    /// Whether a check that was validated says that the column is not null.
    pub(crate) fn is_checked_not_null(&self, column: &str) -> bool {
        let expected = format!("{column} is not null");
        self.constraints.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::Check(condition) => {
                !constraint.not_valid
                    && condition
                        .to_string()
                        .trim_matches(['(', ')'])
                        .eq_ignore_ascii_case(&expected)
            }
            _ => false,
        })
    }

    /// A column goes, and the keys that it is part of.
    pub(super) fn drop_column(&mut self, column: &str) {
        self.columns.retain(|known| known.name != column);
        self.indexes.retain(|index| !index.parts.iter().any(|part| part == column));
        self.constraints.retain(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. } => {
                !columns.iter().any(|known| known == column)
            }
            ConstraintKind::Check(condition) => !condition.names().any(|name| name == column),
            ConstraintKind::Other => true,
        });
    }

    pub(super) fn rename_column(&mut self, column: &str, to: &str) {
        let columns = self.columns.iter_mut().map(|known| &mut known.name);
        let parts = self.indexes.iter_mut().flat_map(|index| &mut index.parts);
        let keys = self.constraints.iter_mut().flat_map(|constraint| match &mut constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. } => columns.as_mut_slice(),
            _ => &mut [],
        });
        columns
            .chain(parts)
            .chain(keys)
            .filter(|name| *name == column)
            .for_each(|name| to.clone_into(name));
        for constraint in &mut self.constraints {
            if let ConstraintKind::Check(condition) = &mut constraint.kind {
                condition.rename(column, to);
            }
        }
    }
}

/// Whether a text has that name as a word.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}

/// Whether a constraint goes by that name: its own, or the one that PostgreSQL and MySQL give it
/// where it has none.
pub(super) fn is_named(table: &str, constraint: &Constraint, name: &str) -> bool {
    if let Some(own) = &constraint.name {
        return own == name;
    }
    let table = table.rsplit('.').next().unwrap_or(table);
    match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => name == "primary" || name == format!("{table}_pkey"),
        ConstraintKind::Unique { columns, .. } => {
            columns.first().is_some_and(|first| first == name)
                || name == format!("{table}_{}_key", columns.join("_"))
        }
        ConstraintKind::ForeignKey { columns, .. } => {
            name == format!("{table}_{}_fkey", columns.join("_"))
                || name.starts_with(&format!("{table}_ibfk_"))
        }
        ConstraintKind::Check(_) => name.starts_with(table) && name.ends_with("_check"),
        ConstraintKind::Other => false,
    }
}
