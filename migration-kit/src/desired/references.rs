//! References to columns that tell no rows apart. PostgreSQL and MySQL refuse such a foreign key;
//! SQLite takes it, and then no row of either table (<https://sqlite.org/foreignkeys.html>, "Required
//! and Suggested Database Indexes").

use std::collections::BTreeSet;

use sea_orm::sea_query::{ForeignKeyCreateStatement, IndexCreateStatement};

use super::entities::Declaration;
use super::{Entities, Entity, relation};
use crate::Backend;
#[cfg(feature = "cli")]
use crate::Error;
use crate::schema::{member, parts};

/// A reference to columns that are neither the primary key of their table nor unique.
#[derive(Debug)]
pub struct NotUnique {
    /// The path of the entity that has it.
    pub path: &'static str,
    /// Its table.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    parent: String,
    parent_columns: Vec<String>,
}

impl std::fmt::Display for NotUnique {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} refers to {}, which is neither a primary key nor unique: no database takes a foreign key to it",
            member(&self.table, &self.columns.join(", ")),
            member(&self.parent, &self.parent_columns.join(", "))
        )
    }
}

impl NotUnique {
    /// What to do about it.
    pub fn hint(&self) -> String {
        format!(
            "make {} unique, or say `skip_fk` beside `belongs_to` in {}: then it is a relation without a \
             foreign key",
            member(&self.parent, &self.parent_columns.join(", ")),
            self.path
        )
    }
}

/// The references of the entities that no database takes.
pub fn not_unique(entities: &Entities) -> Vec<NotUnique> {
    // For SQLite SeaORM says everything in the statement of the table.
    let backend = Backend::Sqlite;
    let all: Vec<(&Entity, Declaration)> =
        entities.list().iter().map(|entity| (entity, entity.declaration(backend))).collect();
    let mut found = Vec::new();
    for (entity, declaration) in &all {
        for key in declaration.table.get_foreign_key_create_stmts() {
            let Some((parent, parent_columns)) = referenced(key) else { continue };
            let of = all.iter().find(|(other, _)| other.table == parent);
            let Some((_, of)) = of else { continue };
            if is_unique(of, &parent_columns) || is_made_unique(entities, &parent, &parent_columns)
            {
                continue;
            }
            let columns = key.get_foreign_key().get_columns();
            let (path, table) = (entity.path, entity.table.clone());
            found.push(NotUnique { path, table, columns, parent, parent_columns });
        }
    }
    found
}

/// Fails where there is one: what would be written no database takes.
///
/// # Errors
/// [`Error::Decision`] that names the columns and the two ways out.
#[cfg(feature = "cli")]
pub fn refuse_not_unique(entities: &Entities) -> Result<(), Error> {
    match not_unique(entities).first() {
        Some(first) => Err(Error::Decision { message: first.to_string(), hint: first.hint() }),
        None => Ok(()),
    }
}

/// The foreign keys of a table without those that no database takes.
pub(super) fn taken<'d>(
    refused: &[NotUnique],
    table: &str,
    declaration: &'d Declaration,
) -> impl Iterator<Item = &'d ForeignKeyCreateStatement> {
    let refused: Vec<_> = refused
        .iter()
        .filter(|of| of.table == table)
        .map(|of| (of.columns.clone(), of.parent.clone()))
        .collect();
    declaration.table.get_foreign_key_create_stmts().iter().filter(move |key| {
        let parent = referenced(key).map(|(parent, _)| parent).unwrap_or_default();
        !refused.contains(&(key.get_foreign_key().get_columns(), parent))
    })
}

/// The table that a foreign key refers to, and the columns there.
fn referenced(key: &ForeignKeyCreateStatement) -> Option<(String, Vec<String>)> {
    let key = key.get_foreign_key();
    Some((relation::table(key.get_ref_table()?)?, key.get_ref_columns()))
}

/// Whether a table keeps its rows apart by these columns.
fn is_unique(of: &Declaration, columns: &[String]) -> bool {
    let wanted: BTreeSet<&String> = columns.iter().collect();
    let is_wanted = |names: Vec<String>| names.iter().collect::<BTreeSet<_>>() == wanted;
    let by_column = of.table.get_columns().iter().filter(|column| {
        let spec = column.get_column_spec();
        spec.primary_key || spec.unique
    });
    let indexes = of.table.get_indexes().iter().chain(&of.indexes);
    by_column.map(|column| vec![column.get_column_name()]).any(is_wanted)
        || indexes
            .filter(|index| index.is_primary_key() || index.is_unique_key())
            .any(|index| is_wanted(index.get_index_spec().get_column_names()))
}

/// Whether something beside the entities may: an index, or a statement with such words.
fn is_made_unique(entities: &Entities, table: &str, columns: &[String]) -> bool {
    let by_index = |index: &IndexCreateStatement| {
        let names = index.get_index_spec().get_column_names();
        let is_same = names.len() == columns.len() && columns.iter().all(|of| names.contains(of));
        index.is_unique_key() && is_same
    };
    let (_, name) = parts(table);
    let by_statement = |sql: &str| {
        let sql = sql.to_lowercase();
        (sql.contains("unique") || sql.contains("primary")) && sql.contains(&name.to_lowercase())
    };
    Backend::ALL.into_iter().any(|backend| {
        entities.indexes_on(backend).any(by_index)
            || entities.statements_on(backend).any(by_statement)
    })
}
