//! Views, and rules, triggers and policies, on columns that get another type or go: the server lets
//! no hand on a column while one names it. They are dropped first, those that read others before
//! these, and made again at the end, in the words in which the entities' database or the current
//! one has them.

use std::collections::{BTreeMap, BTreeSet};

use super::enumeration::{is_of, is_replaced};
use super::{Change, Phase, Renames, Script, Split, Switches, column};
use crate::dialect::change::Alter;
use crate::schema::{Column, Dependent, Schema};
use crate::statement::Statement;

/// A column that is changed, or a table that goes, in the names before the renames.
type Touched = (String, Option<String>);

/// What is in the way and cannot be made again: its name, and the column or the table that it
/// reads.
pub(crate) fn in_the_way(
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    renames: &Renames,
) -> Vec<(String, String)> {
    let touched = touched(before, changes, renames, &Switches::new());
    let affected = affected(before, &touched);
    let lost = affected.iter().filter(|(name, _)| !after.dependents.contains_key(*name));
    let about = |of: &Dependent| {
        let read = of.reads.iter().find(|read| is_touched(read, &touched));
        let (table, column) = read.or(of.reads.first())?.clone();
        Some(column.map_or(table.clone(), |column| format!("{table}.{column}")))
    };
    lost.map(|(name, of)| (name.to_string(), about(of).unwrap_or_default())).collect()
}

/// What stays of the current database's own, beside what the entities have: whatever a rename
/// does not touch, because it is told in the old names.
pub(crate) fn kept(
    wanted: &Schema,
    current: &Schema,
    renames: &Renames,
) -> BTreeMap<String, Dependent> {
    let has = |table: &str, column: &Option<String>| match wanted.tables.get(table) {
        Some(of) => column.as_ref().is_none_or(|name| of.column(name).is_some()),
        None => !current.tables.contains_key(table),
    };
    let is_renamed = |table: &str| {
        renames.tables.contains_key(table)
            || renames.columns.keys().any(|(of, _)| of == table)
            || !renames.enums.is_empty()
    };
    let stays = |of: &Dependent| {
        of.reads.iter().all(|(table, column)| !is_renamed(table) && has(table, column))
    };
    let kept = current.dependents.iter().filter_map(|(name, of)| {
        let wanted = wanted.dependents.get(name).cloned();
        Some((name.clone(), wanted.or_else(|| stays(of).then(|| of.clone()))?))
    });
    kept.collect()
}

/// Whether something reads a column, by its name before the renames.
pub(crate) fn reader<'s>(schema: &'s Schema, table: &str, column: &str) -> Option<&'s str> {
    let touched = BTreeSet::from([(table.to_owned(), Some(column.to_owned()))]);
    affected(schema, &touched).first().map(|(name, _)| *name)
}

pub(super) fn lower(changes: &[Change], alter: &dyn Alter, script: &mut Script<'_>) {
    let (before, after) = (script.before, script.after);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let touched = touched(before, changes, script.renames, script.switches);
    names.extend(affected(before, &touched).iter().map(|(name, _)| *name));
    if script.split == Split::Down {
        // What `up` has made anew is what it was again.
        let of_up: Vec<Change> = changes.iter().cloned().map(Change::inverse).collect();
        let touched = self::touched(after, &of_up, &Renames::default(), script.switches);
        names.extend(affected(after, &touched).iter().map(|(name, _)| *name));
    }
    let of = |schema: &'_ Schema| -> Vec<(String, Dependent)> {
        let own = schema.dependents.iter().filter(|(name, _)| names.contains(name.as_str()));
        in_order(own).into_iter().map(|(name, of)| (name.to_owned(), of.clone())).collect()
    };
    let (old, new) = (of(before), of(after));
    let views: Vec<&str> = old.iter().filter_map(|(_, of)| of.view.as_deref()).collect();
    let keeping = alter.keep_views(&views).filter(|_| !views.is_empty());
    if let Some((keep, give_back)) = keeping {
        script.add_at(Phase::DropDependents, 0, "", keep);
        for statement in give_back {
            script.add_at(Phase::DependentsEnd, 0, "", statement);
        }
    }
    // What reads others goes first, and comes last.
    for (place, (name, of)) in old.iter().rev().enumerate() {
        let drop = Statement::Sql(of.drop.clone());
        script.add_at(Phase::DropDependents, place + 1, name, drop);
    }
    for (place, (name, of)) in new.into_iter().enumerate() {
        for make in of.make {
            script.add_at(Phase::MakeDependents, place, &name, Statement::Sql(make));
        }
    }
}

/// The columns and tables on which the server wants no view to be, while the changes are made.
fn touched(
    before: &Schema,
    changes: &[Change],
    renames: &Renames,
    switches: &Switches,
) -> BTreeSet<Touched> {
    let is_cast = |old: &Column, new: &Column| {
        old.ty != new.ty || old.collation != new.collation || column::is_replaced(old, new)
    };
    let mut touched = BTreeSet::new();
    for change in changes {
        match change {
            Change::Column(change) => {
                let (Some(old), new) = (&change.before, &change.after) else { continue };
                let is_switched = switches.contains(&(change.table.clone(), old.name.clone()));
                if !is_switched && new.as_ref().is_none_or(|new| is_cast(old, new)) {
                    let column = renames.old_column(&change.table, &old.name);
                    touched.insert((renames.old_table(&change.table), Some(column)));
                }
            }
            // Its columns change over to a type of the same name.
            Change::Enum(change) if is_replaced(change) => {
                let tables = before.tables.iter();
                let columns =
                    tables.flat_map(|(table, of)| of.columns.iter().map(move |c| (table, c)));
                let of = columns.filter(|(_, column)| is_of(&column.ty, &change.table));
                touched.extend(of.map(|(table, column)| {
                    let name = renames.old_column(table, &column.name);
                    (renames.old_table(table), Some(name))
                }));
            }
            Change::Table(change) if change.after.is_none() => {
                touched.insert((renames.old_table(&change.table), None));
            }
            _ => {}
        }
    }
    touched
}

fn is_touched((table, column): &Touched, touched: &BTreeSet<Touched>) -> bool {
    touched.contains(&(table.clone(), None)) || touched.contains(&(table.clone(), column.clone()))
}

/// What reads one of those, or a view that does; what is read stands before what reads it.
fn affected<'s>(schema: &'s Schema, touched: &BTreeSet<Touched>) -> Vec<(&'s str, &'s Dependent)> {
    let mut views: BTreeSet<&str> = BTreeSet::new();
    let mut found: BTreeMap<&str, &Dependent> = BTreeMap::new();
    loop {
        let more = schema.dependents.iter().find(|(name, of)| {
            !found.contains_key(name.as_str())
                && of
                    .reads
                    .iter()
                    .any(|read| is_touched(read, touched) || views.contains(read.0.as_str()))
        });
        let Some((name, of)) = more else { break };
        found.insert(name, of);
        views.extend(of.view.as_deref());
    }
    in_order(schema.dependents.iter().filter(|(name, _)| found.contains_key(name.as_str())))
}

/// With what is read before what reads it; a circle in the order of names.
fn in_order<'s>(
    of: impl Iterator<Item = (&'s String, &'s Dependent)>,
) -> Vec<(&'s str, &'s Dependent)> {
    let mut left: BTreeMap<&str, &Dependent> = of.map(|(name, of)| (name.as_str(), of)).collect();
    let mut order = Vec::new();
    while let Some((first, _)) = left.first_key_value() {
        let waits = |name: &str, of: &Dependent| {
            left.iter().any(|(other, view)| {
                *other != name
                    && view
                        .view
                        .as_ref()
                        .is_some_and(|view| of.reads.iter().any(|read| read.0 == *view))
            })
        };
        let next =
            left.iter().find(|(name, of)| !waits(name, of)).map_or(*first, |(name, _)| *name);
        order.extend(left.remove_entry(next));
    }
    order
}
