//! What the statements so far have made on a server: as much of a catalog as the probes of SeaORM's
//! `SchemaManager` ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Backend;
use crate::dialect::parse;
use crate::dialect::record::{self, Nameless, NamelessKind};
use crate::names::{parts, qualified};
use crate::sql::cursor::fold;

/// A name, with its schema where one was said.
pub(super) type Place = (Option<String>, String);

/// The tables, with what a rollback needs beside them and not as a copy: a history may have
/// thousands of migrations and hundreds of tables.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) backend: Backend,
    tables: BTreeMap<Arc<str>, Arc<Table>>,
    /// What each change has found, the last one last.
    undo: Vec<(Arc<str>, Option<Arc<Table>>)>,
    /// A statement was run that could have made anything, such as a block of PL/pgSQL.
    pub(super) unsure: bool,
}

/// A state of the model to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    changes: usize,
    unsure: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) is_view: bool,
    pub(super) columns: Vec<String>,
    /// There may be columns that the statement did not name, as in CREATE TABLE … AS SELECT.
    pub(super) has_more: bool,
    pub(super) indexes: Vec<Index>,
}

#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) name: String,
    /// With nothing for an expression.
    pub(super) columns: Vec<String>,
    /// MySQL made it for a foreign key, and drops it when another index can serve.
    pub(super) implied: bool,
}

/// What a probe finds, and whether that is known for certain.
pub(super) struct Found {
    pub(super) yes: bool,
    pub(super) certain: bool,
}

impl Model {
    pub(super) fn new(backend: Backend) -> Self {
        Self { backend, tables: BTreeMap::new(), undo: Vec::new(), unsure: false }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { changes: self.undo.len(), unsure: self.unsure }
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        for (key, before) in self.undo.drain(mark.changes.min(self.undo.len())..).rev() {
            _ = match before {
                Some(table) => self.tables.insert(key, table),
                None => self.tables.remove(&key),
            };
        }
        self.unsure = mark.unsure;
    }

    /// There is no going back any more.
    pub(super) fn settle(&mut self) {
        self.undo.clear();
    }

    /// The name under which a table is kept. Those of other schemas are kept apart.
    pub(super) fn key(&self, (schema, name): Place) -> String {
        let default = parse::of(self.backend).default_schema();
        qualified(schema.as_deref().filter(|schema| Some(*schema) != default), &name)
    }

    pub(super) fn has_table(&self, table: &str) -> Found {
        let has_views = record::of(self.backend).catalog().views_among_tables;
        let is_table = |table: &&Arc<Table>| !table.is_view || has_views;
        self.found(self.default_table(table).filter(is_table).is_some(), false)
    }

    pub(super) fn has_column(&self, table: &str, column: &str) -> Found {
        let column = fold(self.backend, column);
        let table = self.default_table(table);
        let yes = table.is_some_and(|table| table.columns.contains(&column));
        self.found(yes, table.is_some_and(|table| table.has_more))
    }

    pub(super) fn has_index(&self, table: &str, index: &str) -> Found {
        let index = fold(self.backend, index);
        let yes = self
            .default_table(table)
            .is_some_and(|table| table.indexes.iter().any(|i| i.name == index));
        self.found(yes, false)
    }

    fn default_table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.get(qualified(None, name).as_str())
    }

    fn found(&self, yes: bool, has_more: bool) -> Found {
        Found { yes, certain: yes || !(has_more || self.unsure) }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.tables.contains_key(key)
    }

    pub(super) fn copy(&self, key: &str) -> Option<Table> {
        self.tables.get(key).map(|table| table.as_ref().clone())
    }

    pub(super) fn insert(&mut self, key: String, table: Table) {
        let key: Arc<str> = key.into();
        let before = self.tables.insert(Arc::clone(&key), table.into());
        self.undo.push((key, before));
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Table> {
        let (key, table) = self.tables.remove_entry(key)?;
        self.undo.push((key, Some(Arc::clone(&table))));
        Some(Arc::unwrap_or_clone(table))
    }

    pub(super) fn clear(&mut self) {
        let tables = std::mem::take(&mut self.tables).into_iter();
        self.undo.extend(tables.map(|(key, table)| (key, Some(table))));
    }

    pub(super) fn table(&mut self, key: &str) -> Option<&mut Table> {
        let (key, _) = self.tables.get_key_value(key)?;
        let key = Arc::clone(key);
        let table = self.tables.get_mut(&key)?;
        self.undo.push((key, Some(Arc::clone(table))));
        Some(Arc::make_mut(table))
    }

    /// The table that has the index: PostgreSQL's DROP INDEX and ALTER INDEX do not name it.
    pub(super) fn table_of_index(&mut self, index: &Place) -> Option<&mut Table> {
        let (schema, name) = parts(&self.key(index.clone()));
        let has_index = |table: &Table| table.indexes.iter().any(|index| index.name == name);
        let mut tables = self.tables.iter().filter(|(key, _)| parts(key).0 == schema);
        let key = tables.find(|(_, table)| has_index(table)).map(|(key, _)| Arc::clone(key))?;
        self.table(&key)
    }
}

impl Table {
    pub(super) fn add_column(&mut self, column: String) {
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
    }

    /// Adds an index. One that MySQL had made for a foreign key goes, when the new one begins with
    /// its columns.
    pub(super) fn add_index(&mut self, index: Index) {
        if self.indexes.iter().any(|known| known.name == index.name) {
            return;
        }
        self.indexes.retain(|known| !known.implied || !index.columns.starts_with(&known.columns));
        self.indexes.push(index);
    }

    pub(super) fn rename_column(&mut self, from: &str, to: &str) {
        let in_indexes = self.indexes.iter_mut().flat_map(|index| &mut index.columns);
        for column in self.columns.iter_mut().chain(in_indexes).filter(|column| *column == from) {
            to.clone_into(column);
        }
    }

    /// Drops a column, and the indexes that go with it.
    pub(super) fn drop_column(&mut self, backend: Backend, column: &str) {
        self.columns.retain(|known| known != column);
        if record::of(backend).catalog().index_outlives_column {
            for index in &mut self.indexes {
                index.columns.retain(|known| known != column);
            }
            self.indexes.retain(|index| !index.columns.is_empty());
        } else {
            self.indexes.retain(|index| !index.columns.iter().any(|known| known == column));
        }
    }

    pub(super) fn rename_index(&mut self, from: &str, to: &str) {
        for index in self.indexes.iter_mut().filter(|index| index.name == from) {
            to.clone_into(&mut index.name);
        }
    }

    pub(super) fn drop_index(&mut self, name: &str) {
        self.indexes.retain(|index| index.name != name);
    }

    /// The name that the server gives an index without one.
    pub(super) fn made_up(
        &self,
        backend: Backend,
        kind: NamelessKind,
        table: &str,
        columns: &[String],
    ) -> Option<String> {
        let is_taken = |name: &str| self.indexes.iter().any(|index| index.name == name);
        record::of(backend).made_up(&Nameless { kind, table, columns }, &is_taken)
    }
}
