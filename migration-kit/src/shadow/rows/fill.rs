//! Rows for tables, made up from what the catalog says.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};

use super::literal::{edge, literal};
use crate::Backend;
use crate::dialect::{rows, sizes};
use crate::error::reason;
use crate::names::parts;
use crate::ops::ident;
use crate::schema::{Column, ForeignKey, Schema, Table};

/// The values of one row by its columns, as literals.
type Row = BTreeMap<String, String>;

/// How much there is in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::shadow) enum Kind {
    /// A value in every column; as few as the table allows, where that is refused.
    Full,
    /// As few values as the table allows: NULL and defaults in all others.
    Small,
    /// A value in every column, at the edge of its type where one is known.
    Edge,
}

/// Which rows are to be put where.
pub(in crate::shadow) struct Filling<'s> {
    pub backend: Backend,
    pub schema: &'s Schema,
    /// The tables; none for all of them.
    pub tables: Option<&'s BTreeSet<String>>,
    /// The rows of each, with the number that tells their values from those of others.
    pub rows: &'s [(usize, Kind)],
    /// The first of the whole numbers in them. One that a sequence or a migration would not reach
    /// is out of their way.
    pub numbers_from: u32,
    /// Whether the database numbers the rows where it can.
    pub is_numbered: bool,
    /// Whether it is done in a transaction, which a refused row must not end.
    pub in_transaction: bool,
}

/// What was put in.
#[derive(Debug, Default)]
pub(in crate::shadow) struct Filled {
    rows: BTreeMap<String, Vec<Row>>,
    /// The tables without a row, and why.
    pub empty: Vec<(String, Refusal)>,
    /// The tables, and their column, whose next number is taken.
    pub taken: Vec<(String, String)>,
}

/// Why a table has no row.
#[derive(Debug)]
pub(in crate::shadow) enum Refusal {
    /// A table that it refers to has none.
    NoParent,
    /// What the database says.
    Said(DbErr),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoParent => f.write_str("a table that it refers to has no row"),
            Self::Said(error) => f.write_str(&reason(error)),
        }
    }
}

impl Filled {
    pub(in crate::shadow) fn rows(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// The tables that have a row, parents not before their children.
    pub(in crate::shadow) fn tables(&self) -> impl ExactSizeIterator<Item = &String> {
        self.rows.keys()
    }
}

/// Puts rows into tables, parents first. What a database refuses, because of a check or a trigger
/// that nobody can guess, stays out.
pub(in crate::shadow) async fn fill(db: &impl ConnectionTrait, filling: &Filling<'_>) -> Filled {
    let mut filled = Filled::default();
    for name in parents_first(filling.schema, filling.tables) {
        let mut refused = None;
        for (number, kind) in filling.rows {
            put(db, filling, (name, *number, *kind), &mut filled, &mut refused).await;
        }
        if let (Some(why), false) = (refused, filled.rows.contains_key(name)) {
            filled.empty.push((name.to_owned(), why));
        }
    }
    filled
}

/// Numbers that neither a sequence nor a migration reaches.
pub(in crate::shadow) const OUT_OF_THE_WAY: u32 = 30_000;

/// Puts one row into a table. One that is refused is tried with less in it, and with a number that
/// is made up, too.
async fn put(
    db: &impl ConnectionTrait,
    filling: &Filling<'_>,
    (name, number, kind): (&str, usize, Kind),
    filled: &mut Filled,
    refused: &mut Option<Refusal>,
) {
    let Filling { backend, schema, in_transaction, .. } = *filling;
    let table = &schema.tables[name];
    let numbered = table.columns.iter().find(|column| filling.is_numbered && is_numbered(column));
    let kinds: &[Kind] = match kind {
        Kind::Full => &[Kind::Full, Kind::Small],
        Kind::Small => &[Kind::Small],
        Kind::Edge => &[Kind::Edge],
    };
    for kind in kinds {
        let mut was_taken = None;
        let made_up = [(None, filling.numbers_from), (None, OUT_OF_THE_WAY)];
        let numbered = numbered.map(|column| (Some(column), 0));
        for (left_out, from) in numbered.into_iter().chain(made_up) {
            let Some(row) = row(filling, name, (number, *kind), (left_out, from), filled) else {
                refused.get_or_insert(Refusal::NoParent);
                continue;
            };
            match attempt(db, &insert(backend, name, &row), in_transaction).await {
                Ok(()) => {
                    let mut row = with_keys(table, row);
                    if let Some(column) = left_out
                        && let Ok(Some(value)) = highest(db, backend, name, column).await
                    {
                        row.insert(column.name.clone(), value);
                    }
                    if let Some(column) = was_taken {
                        filled.taken.push((name.to_owned(), column));
                    }
                    filled.rows.entry(name.to_owned()).or_default().push(row);
                    return;
                }
                Err(error) => {
                    let taken = taken(&error);
                    let is_number = |of: &&Column| {
                        taken.as_ref().is_some_and(|key| is_key_of(key, (name, table), of))
                    };
                    let column = left_out.filter(is_number).map(|column| column.name.clone());
                    was_taken = was_taken.or(column);
                    refused.get_or_insert(Refusal::Said(error));
                    // Another number helps only where somebody has this one.
                    if left_out.is_none() && taken.is_none() {
                        break;
                    }
                }
            }
        }
    }
}

/// What the database says of the key that has such a value already.
fn taken(error: &DbErr) -> Option<String> {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(said)) => Some(said),
        _ => None,
    }
}

/// Whether that is the key of a column, as the servers name it: by the column, or by the name of
/// its constraint.
fn is_key_of(said: &str, (name, table): (&str, &Table), column: &Column) -> bool {
    if table.primary_key != [column.name.as_str()] {
        return false;
    }
    let by_column = format!("{}.{}", parts(name).1, column.name);
    let constraint = table.primary_key_name.as_deref().unwrap_or("PRIMARY");
    said.contains(&by_column) || said.contains(constraint)
}

/// Runs a statement; in a transaction, so that the next one can be run whatever comes of it.
pub(in crate::shadow) async fn attempt(
    db: &impl ConnectionTrait,
    sql: &str,
    in_transaction: bool,
) -> Result<(), DbErr> {
    if !in_transaction {
        return db.execute_unprepared(sql).await.map(drop);
    }
    db.execute_unprepared("SAVEPOINT made_up").await?;
    let result = db.execute_unprepared(sql).await.map(drop);
    if result.is_err() {
        db.execute_unprepared("ROLLBACK TO SAVEPOINT made_up").await?;
    }
    result
}

/// The number that a row got last.
async fn highest(
    db: &impl ConnectionTrait,
    backend: Backend,
    name: &str,
    column: &Column,
) -> Result<Option<String>, DbErr> {
    let (column, text) = (ident(backend, &column.name), sizes::of(backend).text_type());
    let select = format!("SELECT CAST(max({column}) AS {text}) FROM {}", table_name(backend, name));
    let row = db.query_one_raw(backend.statement(select)).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

fn is_numbered(column: &Column) -> bool {
    column.identity.is_some() || column.takes_from_sequence()
}

/// A table comes after those that it refers to. In a circle somebody has to begin, best one whose
/// references may be NULL.
fn parents_first<'s>(schema: &'s Schema, tables: Option<&BTreeSet<String>>) -> Vec<&'s str> {
    let (mut order, mut done) = (Vec::new(), BTreeSet::new());
    let is_wanted = |name: &&str| tables.is_none_or(|tables| tables.contains(*name));
    let mut open: Vec<&str> = schema.tables.keys().map(String::as_str).filter(is_wanted).collect();
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
                    && open.contains(&key.parent.as_str())
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
    filling: &Filling<'_>,
    name: &str,
    (number, kind): (usize, Kind),
    (left_out, from): (Option<&Column>, u32),
    filled: &Filled,
) -> Option<Row> {
    let Filling { backend, schema, .. } = *filling;
    let table = &schema.tables[name];
    let is_full = kind != Kind::Small;
    let mut row = Row::new();
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        if left_out.is_some_and(|left_out| left_out.name == column.name) {
            continue;
        }
        if is_full || is_needed(schema, name, column) {
            let usual = || literal(backend, (schema, table), column, number, from);
            let at_edge = (kind == Kind::Edge && !is_of_key(table, &column.name))
                .then(|| edge(backend, (schema, table), column))
                .flatten();
            row.insert(column.name.clone(), at_edge.unwrap_or_else(usual));
        }
    }
    // What the database computes points where it does.
    let is_given = |name: &String| table.column(name).is_some_and(|of| of.generated.is_none());
    for key in table.foreign_keys.iter().filter(|key| key.columns.iter().all(is_given)) {
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

/// Whether a column tells rows apart, or points at one.
fn is_of_key(table: &Table, column: &String) -> bool {
    table.primary_key.contains(column)
        || table.uniques.iter().any(|unique| unique.columns.contains(column))
        || table.foreign_keys.iter().any(|key| key.columns.contains(column))
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

/// The name of a table in a statement.
pub(in crate::shadow) fn table_name(backend: Backend, name: &str) -> String {
    let (schema, name) = parts(name);
    let schema = schema.map(|schema| format!("{}.", ident(backend, &schema))).unwrap_or_default();
    format!("{schema}{}", ident(backend, &name))
}

fn insert(backend: Backend, name: &str, row: &Row) -> String {
    if row.is_empty() {
        return rows::of(backend).insert_defaults(&table_name(backend, name));
    }
    let columns: Vec<String> = row.keys().map(|name| ident(backend, name)).collect();
    let values: Vec<&str> = row.values().map(String::as_str).collect();
    format!(
        "INSERT INTO {} ({}){} VALUES ({})",
        table_name(backend, name),
        columns.join(", "),
        rows::of(backend).overriding(),
        values.join(", ")
    )
}
