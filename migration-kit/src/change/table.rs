//! Creating and dropping tables, and their comments.

use std::collections::BTreeSet;

use super::tuning::Of;
use super::{Change, Changed, Phase, Script, define, foreign_key};
use crate::schema::{ForeignKey, Schema, Table};
use crate::statement::Statement;

pub(super) fn lower(change: &Changed<Table>, changes: &[Change], script: &mut Script<'_>) {
    let (name, alter) = (&change.table, script.alter());
    match (&change.before, &change.after) {
        (None, Some(table)) => create(name, table, changes, script),
        (Some(table), None) => {
            let order = order(script.before, &dropped(changes));
            let place = order.len() - order.iter().position(|of| of == name).unwrap_or_default();
            for key in &table.foreign_keys {
                // A circle of tables comes apart first, and so does what a change of the parent
                // would meet.
                let parent = &key.parent;
                if alter.is_some()
                    && parent != name
                    && (!is_before(&order, parent, name) || is_changed(parent, changes))
                {
                    match is_changed(parent, changes) {
                        true => foreign_key::drop_before(name, key, script),
                        false => foreign_key::drop(name, key, script),
                    }
                }
            }
            script.add_at(Phase::DropTables, place, name, Statement::DropTable(name.clone()));
        }
        (Some(before), Some(after)) => {
            if let Some(alter) = alter.filter(|_| before.comment != after.comment) {
                let comment = alter.comment_on_table(name, after.comment.as_deref());
                script.add(Phase::ModifyColumns, name, "", comment);
            }
        }
        (None, None) => {}
    }
}

fn create(name: &str, table: &Table, changes: &[Change], script: &mut Script<'_>) {
    let (backend, alter) = (script.backend, script.alter());
    let order = order(script.after, &created(changes));
    let place = order.iter().position(|of| of == name).unwrap_or_default();
    let after = script.after;
    let inline = |key: &ForeignKey| {
        let parent = key.parent.clone();
        alter.is_none()
            || (define::foreign_key(backend, key).is_some()
                && !needs_index(after, key)
                && (parent != name || !comes_behind(table, key))
                && !is_changed(&parent, changes)
                && (parent == name || is_before(&order, &parent, name)))
    };
    let definition = define::table(backend, script.after, name, table, inline);
    script.add_at(Phase::CreateTables, place, name, definition.create(backend));
    for statement in define::beside(script, name, table, inline) {
        script.add_at(Phase::CreateTables, place, name, statement);
    }
    for index in &table.indexes {
        let statement = define::index(backend, name, index);
        script.add(Phase::CreateIndexes, name, &index.name, statement);
        let place = (Phase::CreateIndexes, name, index.name.as_str());
        script.comment(Of::Index, place, &index.tuning);
    }
    for key in table.foreign_keys.iter().filter(|key| !inline(key)) {
        match is_changed(&key.parent, changes) {
            true => foreign_key::add_behind(name, key, script),
            false => foreign_key::add(name, key, script),
        }
    }
}

/// Whether the key of its own table that a foreign key leads to is added to the table behind it.
fn comes_behind(table: &Table, key: &ForeignKey) -> bool {
    let is_key = |columns: &[String]| {
        columns.len() == key.parent_columns.len()
            && key.parent_columns.iter().all(|name| columns.contains(name))
    };
    (is_key(&table.primary_key) && !table.primary_key_terms.is_plain())
        || table.uniques.iter().any(|of| is_key(&of.columns) && !of.terms.is_plain())
}

/// Whether a foreign key leads to columns that neither a primary key nor a unique constraint keeps
/// apart: it waits for the index that does.
fn needs_index(schema: &Schema, key: &ForeignKey) -> bool {
    let is_same = |columns: &[String]| {
        columns.len() == key.parent_columns.len()
            && key.parent_columns.iter().all(|name| columns.contains(name))
    };
    schema.tables.get(&key.parent).is_some_and(|parent| {
        !is_same(&parent.primary_key)
            && !parent.uniques.iter().any(|unique| is_same(&unique.columns))
    })
}

/// Whether the same migration does anything to the columns or keys of a table that stays.
fn is_changed(table: &str, changes: &[Change]) -> bool {
    changes.iter().filter(|change| !change.only_tunes()).any(|change| match change {
        Change::PrimaryKey(change) => change.table == table,
        Change::Unique(change) => change.table == table,
        Change::Index(change) => change.table == table,
        Change::Column(change) => change.table == table,
        _ => false,
    })
}

/// Whether `parent` needs no waiting for: it is in front of `child`, or no part of the order.
fn is_before(order: &[String], parent: &str, child: &str) -> bool {
    let place = |name: &str| order.iter().position(|of| of == name);
    match (place(parent), place(child)) {
        (Some(parent), Some(child)) => parent < child,
        _ => true,
    }
}

fn created(changes: &[Change]) -> BTreeSet<&str> {
    tables(changes, |change| change.before.is_none())
}

fn dropped(changes: &[Change]) -> BTreeSet<&str> {
    tables(changes, |change| change.after.is_none())
}

fn tables(changes: &[Change], wanted: impl Fn(&Changed<Table>) -> bool) -> BTreeSet<&str> {
    let names = changes.iter().filter_map(|change| match change {
        Change::Table(change) if wanted(change) => Some(change.table.as_str()),
        _ => None,
    });
    names.collect()
}

/// Parents first; a circle in the order of names.
fn order(schema: &Schema, names: &BTreeSet<&str>) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let mut left = names.clone();
    while let Some(first) = left.first().copied() {
        let waits = |name: &str| {
            schema.tables.get(name).is_some_and(|table| {
                table.foreign_keys.iter().any(|key| {
                    let parent = key.parent.clone();
                    parent != name && left.contains(parent.as_str())
                })
            })
        };
        let next = left.iter().copied().find(|name| !waits(name)).unwrap_or(first);
        left.remove(next);
        order.push(next.to_owned());
    }
    order
}
