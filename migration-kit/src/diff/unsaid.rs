//! What no entity can say of the keys of a table: the words of SQLite for how one compares, what it
//! does with a row that breaks it, and when it is checked. In: the desired schema and what there
//! is. Out: the desired schema with the words that are there, where it says nothing else.

use crate::schema::{Schema, Table};

/// Keeps the words of the tables that are in both.
pub(super) fn keep(wanted: &mut Schema, there: &Schema) {
    for (name, table) in &mut wanted.tables {
        if let Some(was) = there.tables.get(name) {
            keep_of(table, was);
        }
    }
}

fn keep_of(table: &mut Table, was: &Table) {
    if table.primary_key_words.is_empty() && table.primary_key == was.primary_key {
        table.primary_key_words.clone_from(&was.primary_key_words);
    }
    for unique in table.uniques.iter_mut().filter(|unique| unique.words.is_empty()) {
        let mut same = was.uniques.iter().filter(|other| other.columns == unique.columns);
        if let (Some(only), None) = (same.next(), same.next()) {
            unique.words.clone_from(&only.words);
        }
    }
    for key in table.foreign_keys.iter_mut().filter(|key| key.terms.deferrable.is_none()) {
        let is_same =
            |parent: &str, columns: &[String]| parent == key.parent && columns == key.columns;
        let same = was.foreign_keys.iter().find(|other| is_same(&other.parent, &other.columns));
        key.terms.deferrable = same.and_then(|same| same.terms.deferrable);
    }
    for column in table.columns.iter_mut().filter(|column| column.on_conflict.is_none()) {
        let same = was.column(&column.name).filter(|was| was.nullable == column.nullable);
        column.on_conflict = same.and_then(|same| same.on_conflict.clone());
    }
}
