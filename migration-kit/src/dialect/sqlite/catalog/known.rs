//! Tables that this process has read before: what SQLite keeps of a table goes in, the table comes
//! out. Everything that the PRAGMAs tell of a table follows from the texts of its CREATE TABLE and
//! CREATE INDEX statements (<https://www.sqlite.org/schematab.html>), and one command reads the
//! same tables several times: of the entities and of the migrations, before and behind a change.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::schema::Table;

/// What SQLite keeps of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) table: String,
    /// The texts of its indexes, in the order of their names.
    pub(super) indexes: Vec<String>,
}

/// So many are kept: more than one project has, and a few megabytes.
const MOST: usize = 4096;

static TABLES: Mutex<BTreeMap<Definition, Table>> = Mutex::new(BTreeMap::new());

/// The table of that definition, if it was read before.
pub(super) fn find(definition: &Definition) -> Option<Table> {
    tables().get(definition).cloned()
}

/// Keeps a table that was read.
pub(super) fn keep(definition: Definition, table: &Table) {
    let mut tables = tables();
    if tables.len() >= MOST {
        tables.clear();
    }
    tables.insert(definition, table.clone());
}

fn tables() -> MutexGuard<'static, BTreeMap<Definition, Table>> {
    TABLES.lock().unwrap_or_else(PoisonError::into_inner)
}
