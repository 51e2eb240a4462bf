//! Rows in the way of a migration: made up before it, and looked for behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::usable::{self, Tried};
use super::{HINT, Unverified};
use crate::Error;
use crate::diff::OnBackend;
use crate::schema::{Column, ForeignKey, Object, Schema, Table};
use crate::shadow::rows::{Filled, Filling, Kind, Values, fill, read};
use crate::shadow::{Shadow, unread};
use crate::witness::Definitions;

/// Which rows there are while a change is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Three for each table: one is full, one as empty as can be, one has values at the edges of
    /// their types.
    Edges,
    /// The first two.
    Usual,
    /// None.
    None,
}

/// The rows that were made up.
pub(super) struct MadeUp<'o> {
    pub on: &'o OnBackend,
    /// The tables that the change touches, and their neighbours, by the names before it.
    pub tables: BTreeSet<String>,
    pub filled: Filled,
    /// What the tables take before the change.
    pub usable: Tried,
    /// Of each table with rows that stays the columns that stay as they are, by the names before
    /// and after it, and their values.
    kept: BTreeMap<String, (Vec<(String, String)>, Values)>,
}

impl<'o> MadeUp<'o> {
    /// Puts rows into the tables that the change touches, those that they refer to, and those that
    /// refer to them.
    pub(super) async fn put(
        on: &'o OnBackend,
        shadow: &Shadow,
        told: &Definitions,
        rows: Rows,
    ) -> Result<Option<Self>, Error> {
        let kinds: &[(usize, Kind)] = match rows {
            Rows::Edges => &[(0, Kind::Full), (1, Kind::Small), (2, Kind::Edge)],
            Rows::Usual => &[(0, Kind::Full), (1, Kind::Small)],
            Rows::None => return Ok(None),
        };
        let tables = with_neighbours(&on.before, touched(on));
        let filling = Filling {
            backend: on.backend,
            schema: &fitting(on, &tables),
            tables: Some(&tables),
            rows: kinds,
            numbers_from: 0,
            is_numbered: true,
            in_transaction: false,
        };
        let filled = fill(shadow.connection(), &filling).await;
        // What a trigger does to the rows of any of them is its own business.
        let is_triggered = told.texts.keys().any(|of| {
            of.kind == "trigger" && of.table.as_ref().is_some_and(|of| tables.contains(of))
        });
        let mut kept = BTreeMap::new();
        for table in &tables {
            let columns = if is_triggered { Vec::new() } else { kept_columns(on, table) };
            let before: Vec<&str> = columns.iter().map(|(old, _)| old.as_str()).collect();
            if !on.after.tables.contains_key(new_name(on, table)) {
                continue;
            }
            let values = read(shadow.connection(), table, &before).await.map_err(unread)?;
            kept.insert(table.clone(), (columns, values));
        }
        let usable = usable::tried(shadow, &on.before, &tables).await.map_err(unread)?;
        Ok(Some(Self { on, tables, filled, usable, kept }))
    }

    /// The tables that the change touches, and that have no row, each with the reason.
    pub(super) fn without_rows(self) -> Vec<(String, String)> {
        let touched = touched(self.on);
        let empty = self.filled.empty.into_iter().filter(|(table, _)| touched.contains(table));
        empty.map(|(table, why)| (table, why.to_string())).collect()
    }

    /// The rows are all there behind the change, with the values of the columns that are none of
    /// its business.
    pub(super) async fn expect_changed(&self, shadow: &Shadow) -> Result<(), Unverified> {
        self.expect("applied", shadow, |table| new_name(self.on, table), |(_, new)| new).await
    }

    /// The same when it was rolled back.
    pub(super) async fn expect_restored(&self, shadow: &Shadow) -> Result<(), Unverified> {
        self.expect("rolled back", shadow, |table| table, |(old, _)| old).await
    }

    async fn expect<'s>(
        &'s self,
        done: &str,
        shadow: &Shadow,
        name: impl Fn(&'s str) -> &'s str,
        column: impl Fn(&'s (String, String)) -> &'s String,
    ) -> Result<(), Unverified> {
        for (table, (columns, before)) in &self.kept {
            let name = name(table);
            let names: Vec<&str> = columns.iter().map(|pair| column(pair).as_str()).collect();
            let after = read(shadow.connection(), name, &names).await.map_err(unread)?;
            if has_all(&after, before) {
                continue;
            }
            let what = match after.len() >= before.len() {
                true => {
                    let other = |at: &usize| {
                        let of = |rows: &Values| {
                            let mut of: Vec<_> =
                                rows.iter().map(|row| row.get(*at).cloned()).collect();
                            of.sort();
                            of
                        };
                        of(before) != of(&after)
                    };
                    let column = (0..columns.len()).find(other).and_then(|at| names.get(at));
                    format!("changes values of {name}.{}", column.unwrap_or(&"*"))
                }
                false => format!("makes {} of {} rows of {name}", after.len(), before.len()),
            };
            return Err(Unverified::Refused(Error::Verification {
                message: format!(
                    "the migration on {} {what} when it is {done}, which the change does not say",
                    self.on.backend.name()
                ),
                hint: Some(HINT.to_owned()),
            }));
        }
        Ok(())
    }
}

/// Whether the rows, in their order, are among these.
fn has_all(there: &Values, rows: &Values) -> bool {
    let mut there = there.iter();
    rows.iter().all(|row| there.any(|other| other == row))
}

/// What a table is called behind the change.
pub(super) fn new_name<'n>(on: &'n OnBackend, table: &'n str) -> &'n str {
    on.renames.tables.get(table).map_or(table, String::as_str)
}

/// What a column is called behind the change.
fn new_column<'n>(on: &'n OnBackend, table: &str, column: &'n str) -> &'n str {
    let of = (new_name(on, table).to_owned(), column.to_owned());
    on.renames.columns.get(&of).map_or(column, String::as_str)
}

/// The tables that are there before the change and not the same behind it.
fn touched(on: &OnBackend) -> BTreeSet<String> {
    let renamed = on.renames.apply(on.backend, &on.before);
    let (before, after) = (renamed.objects(), on.after.objects());
    let names = before.keys().chain(after.keys());
    let other: BTreeSet<&Object> =
        names.filter(|object| before.get(object) != after.get(object)).collect();
    let is_touched = |name: &String| {
        let new = new_name(on, name);
        let has_enum = |object: &&&Object| {
            let columns = on.after.tables.get(new).into_iter().flat_map(|table| &table.columns);
            object.kind == crate::schema::Kind::Enum
                && columns.into_iter().any(|column| crate::change::is_of(&column.ty, &object.table))
        };
        new != name
            || on.renames.columns.keys().any(|(of, _)| of == new)
            || other.iter().any(|object| object.table == new)
            || other.iter().any(|object| has_enum(&object))
    };
    on.before.tables.keys().filter(|name| is_touched(name)).cloned().collect()
}

/// With the tables that they refer to, on and on, and those that refer to them.
pub(super) fn with_neighbours(schema: &Schema, mut tables: BTreeSet<String>) -> BTreeSet<String> {
    let children: Vec<String> = schema
        .foreign_keys()
        .filter(|(_, key)| tables.contains(&key.parent))
        .map(|(table, _)| table.to_owned())
        .collect();
    tables.extend(children);
    loop {
        let parents: Vec<String> = schema
            .foreign_keys()
            .filter(|(table, _)| tables.contains(*table))
            .map(|(_, key)| key.parent.clone())
            .filter(|parent| schema.tables.contains_key(parent) && !tables.contains(parent))
            .collect();
        if parents.is_empty() {
            return tables;
        }
        tables.extend(parents);
    }
}

/// The schema before the change, asking of rows what the change will ask of them, as far as that
/// can be known: what people consent to is that their rows are so.
fn fitting(on: &OnBackend, tables: &BTreeSet<String>) -> Schema {
    let mut schema = on.before.clone();
    for (name, values) in &on.after.enums {
        let kept = schema.enums.entry(name.clone()).or_insert_with(|| values.clone());
        if kept.iter().any(|value| values.contains(value)) {
            kept.retain(|value| values.contains(value));
        }
    }
    for name in tables {
        let new = new_name(on, name);
        let (Some(after), Some(table)) = (on.after.tables.get(new), schema.tables.get_mut(name))
        else {
            continue;
        };
        for column in &mut table.columns {
            let new_column = new_column(on, name, &column.name);
            let Some(after) = after.column(new_column) else { continue };
            let is_filled = on.backfills.contains_key(&(new.to_owned(), new_column.to_owned()));
            column.nullable &= after.nullable || is_filled;
            if column.ty != after.ty && is_text(column) && after.generated.is_none() {
                column.ty.clone_from(&after.ty);
            }
        }
        // What says which values an enum has there.
        table.checks.extend(after.checks.iter().cloned());
        let keys = after.foreign_keys.iter().filter_map(|key| before_change(on, name, key));
        let keys: Vec<ForeignKey> = keys.filter(|key| !table.foreign_keys.contains(key)).collect();
        table.foreign_keys.extend(keys);
    }
    schema
}

fn is_text(column: &Column) -> bool {
    let ty = column.ty.to_lowercase();
    ty.contains("char") || ty.contains("text")
}

/// A foreign key as it would be before the change, between columns that are there by then.
fn before_change(on: &OnBackend, name: &str, key: &ForeignKey) -> Option<ForeignKey> {
    let old_table = |of: &str| on.before.tables.keys().find(|old| new_name(on, old) == of);
    let parent = old_table(&key.parent)?;
    let old = |table: &str, columns: &[String]| -> Option<Vec<String>> {
        let of: &Table = on.before.tables.get(table)?;
        let find = |column: &String| {
            let is = |of: &&Column| new_column(on, table, &of.name) == column;
            of.columns.iter().find(is).map(|of| of.name.clone())
        };
        columns.iter().map(find).collect()
    };
    let (columns, parent_columns) = (old(name, &key.columns)?, old(parent, &key.parent_columns)?);
    Some(ForeignKey { columns, parent: parent.clone(), parent_columns, ..key.clone() })
}

/// The columns that the change leaves as they are, by the names before and after it. What the
/// database sets by itself on every UPDATE is none of them.
fn kept_columns(on: &OnBackend, table: &str) -> Vec<(String, String)> {
    let (Some(before), Some(after)) =
        (on.before.tables.get(table), on.after.tables.get(new_name(on, table)))
    else {
        return Vec::new();
    };
    let same_enum = |column: &Column| {
        let ty = crate::schema::canonical(column.ty.trim_end_matches("[]"));
        let of = |schema: &Schema| schema.enums.get(&ty).cloned();
        of(&on.before) == of(&on.after)
    };
    let values_of = |of: &Table, name: &str| of.enum_check(name).map(|(_, values)| values);
    let kept = |old: &Column| {
        let new = after.column(new_column(on, table, &old.name))?;
        let is_kept = old.ty == new.ty
            && old.nullable == new.nullable
            && old.generated.is_none()
            && new.generated.is_none()
            && old.collation == new.collation
            && old.on_update.is_none()
            && new.on_update.is_none()
            && same_enum(old)
            && values_of(before, &old.name) == values_of(after, &new.name);
        is_kept.then(|| (old.name.clone(), new.name.clone()))
    };
    before.columns.iter().filter_map(kept).collect()
}
