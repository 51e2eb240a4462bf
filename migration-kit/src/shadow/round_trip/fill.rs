//! Rows for every table, made up from what the catalog says.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait as _, DatabaseConnection};

use super::literal::literal;
use crate::Backend;
use crate::dialect::rows;
use crate::error::reason;
use crate::names::parts;
use crate::ops::ident;
use crate::schema::{Column, ForeignKey, Schema, Table};

/// The values of one row by its columns, as literals.
type Row = BTreeMap<String, String>;

/// What was put in.
#[derive(Debug, Default)]
pub(super) struct Filled {
    rows: BTreeMap<String, Vec<Row>>,
    /// The tables without a row, and why.
    pub(super) empty: Vec<(String, String)>,
}

impl Filled {
    pub(super) fn rows(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    pub(super) fn tables(&self) -> usize {
        self.rows.len()
    }
}

/// Puts two rows into each table, parents first: one with a value in every column, and one with as
/// few as the table allows. What a database refuses, because of a check or a trigger that nobody
/// can guess, stays out.
pub(super) async fn fill(db: &DatabaseConnection, schema: &Schema) -> Filled {
    let backend = Backend::of(db);
    let mut filled = Filled::default();
    for name in parents_first(schema) {
        let table = &schema.tables[name];
        let mut refused = None;
        for number in 0..2 {
            // A full row that is refused is tried with less in it.
            for is_full in [true, false].into_iter().skip(number) {
                let Some(row) = row(backend, schema, name, number, is_full, &filled) else {
                    refused
                        .get_or_insert_with(|| "a table that it refers to has no row".to_owned());
                    continue;
                };
                match db.execute_unprepared(&insert(backend, name, &row)).await {
                    Ok(_) => {
                        filled.rows.entry(name.to_owned()).or_default().push(with_keys(table, row));
                        break;
                    }
                    Err(error) => {
                        refused.get_or_insert_with(|| reason(&error));
                    }
                }
            }
        }
        if let (Some(why), false) = (refused, filled.rows.contains_key(name)) {
            filled.empty.push((name.to_owned(), why));
        }
    }
    filled
}

/// A table comes after those that it refers to. In a circle somebody has to begin, best one whose
/// references may be NULL.
fn parents_first(schema: &Schema) -> Vec<&str> {
    let (mut order, mut done) = (Vec::new(), BTreeSet::new());
    let mut open: Vec<&str> = schema.tables.keys().map(String::as_str).collect();
    while !open.is_empty() {
        let waits = |name: &&str, has_to: bool| {
            let table = &schema.tables[*name];
            let nullable = |name: &String| table.column(name).is_some_and(|column| column.nullable);
            let mut keys = table
                .foreign_keys
                .iter()
                .filter(|key| !has_to || !key.columns.iter().any(nullable));
            keys.any(|key| {
                key.parent != **name
                    && schema.tables.contains_key(&key.parent)
                    && !done.contains(key.parent.as_str())
            })
        };
        let free = |has_to| open.iter().position(|name| !waits(name, has_to));
        let at = free(false).or_else(|| free(true)).unwrap_or(0);
        let next = open.remove(at);
        done.insert(next);
        order.push(next);
    }
    order
}

/// The values of a row; none where a foreign key that has to be set has no row to point to.
fn row(
    backend: Backend,
    schema: &Schema,
    name: &str,
    number: usize,
    is_full: bool,
    filled: &Filled,
) -> Option<Row> {
    let table = &schema.tables[name];
    let mut row = Row::new();
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        if is_full || is_needed(schema, name, column) {
            row.insert(column.name.clone(), literal(backend, schema, table, column, number));
        }
    }
    for key in &table.foreign_keys {
        let nullable = |name: &String| table.column(name).is_some_and(|column| column.nullable);
        let pointed = if key.parent == name { Some(&row) } else { parent(key, number, filled) };
        let values = pointed.and_then(|parent| {
            let pairs = key.columns.iter().zip(&key.parent_columns);
            pairs
                .map(|(own, of)| Some((own.clone(), parent.get(of)?.clone())))
                .collect::<Option<Vec<_>>>()
        });
        match values {
            Some(values) if is_full || !key.columns.iter().any(nullable) => row.extend(values),
            _ if key.columns.iter().any(nullable) => {
                row.extend(
                    key.columns
                        .iter()
                        .filter(|name| nullable(name))
                        .map(|name| (name.clone(), "NULL".to_owned())),
                );
            }
            _ => return None,
        }
    }
    Some(row)
}

/// The parent's row of the same number, so that keys which share a column agree on it.
fn parent<'f>(key: &ForeignKey, number: usize, filled: &'f Filled) -> Option<&'f Row> {
    let rows = filled.rows.get(&key.parent)?;
    rows.get(number).or(rows.first())
}

/// Whether a row with as little as possible needs a value: it takes no NULL and has no default, or
/// others may refer to it.
fn is_needed(schema: &Schema, name: &str, column: &Column) -> bool {
    let refers = |key: &ForeignKey| key.parent == name && key.parent_columns.contains(&column.name);
    let table = &schema.tables[name];
    (!column.nullable && column.default.is_none() && column.identity.is_none())
        || table.primary_key.contains(&column.name)
        || schema.foreign_keys().any(|(_, key)| refers(key))
}

/// The row as others may refer to it: what was left to its default is not known.
fn with_keys(table: &Table, row: Row) -> Row {
    row.into_iter()
        .filter(|(name, value)| table.column(name).is_some() && value != "NULL")
        .collect()
}

fn insert(backend: Backend, name: &str, row: &Row) -> String {
    let (schema, name) = parts(name);
    let schema = schema.map(|schema| format!("{}.", ident(backend, &schema))).unwrap_or_default();
    let columns: Vec<String> = row.keys().map(|name| ident(backend, name)).collect();
    let values: Vec<&str> = row.values().map(String::as_str).collect();
    format!(
        "INSERT INTO {schema}{} ({}){} VALUES ({})",
        ident(backend, &name),
        columns.join(", "),
        rows::of(backend).overriding(),
        values.join(", ")
    )
}
