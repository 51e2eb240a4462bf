//! What SQLite does to a table: it adds and drops plain columns, and everything else is one rebuild
//! of the table, however many changes it takes in (<https://www.sqlite.org/lang_altertable.html>).

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Changed, Phase, Script, cast, define};
use crate::Backend;
use crate::dialect::cast::Conversion;
use crate::schema::{Column, DefaultValue, Meaning, Table};
use crate::statement::{Rebuild, Statement};

const SQLITE: Backend = Backend::Sqlite;

/// The changes of one table, apart from those of its indexes.
#[derive(Default)]
struct OfTable<'a> {
    columns: Vec<&'a Changed<Column>>,
    /// A key, a constraint.
    other: bool,
}

pub(super) fn lower(changes: &[Change], script: &mut Script<'_>) {
    let mut tables: BTreeMap<&str, OfTable<'_>> = BTreeMap::new();
    for change in changes {
        match change {
            Change::Column(change) => tables.entry(&change.table).or_default().columns.push(change),
            Change::PrimaryKey(Changed { table, .. })
            | Change::Unique(Changed { table, .. })
            | Change::Check(Changed { table, .. }) => tables.entry(table).or_default().other = true,
            Change::ForeignKey(change) => tables.entry(&change.table).or_default().other = true,
            Change::Exclusion(change) => tables.entry(&change.table).or_default().other = true,
            Change::Enum(_) | Change::Table(_) | Change::Index(_) => {}
        }
    }
    for (name, of) in tables {
        let (Some(before), Some(after)) =
            (script.before.tables.get(name), script.after.tables.get(name))
        else {
            continue;
        };
        let filled = |column: &Column| {
            script.backfills.contains_key(&(name.to_owned(), column.name.clone()))
        };
        let simple = !of.other
            && of.columns.iter().all(|change| match (&change.before, &change.after) {
                (None, Some(column)) => !filled(column) && can_be_added(after, column),
                (Some(column), None) => can_be_dropped(before, column),
                _ => false,
            });
        if simple {
            in_place(name, &of.columns, script);
        } else {
            rebuild(name, after, &of.columns, script);
        }
    }
}

fn in_place(table: &str, changes: &[&Changed<Column>], script: &mut Script<'_>) {
    for change in changes {
        if let Some(column) = &change.after {
            let add = Statement::AddColumn {
                table: table.to_owned(),
                column: define::column(SQLITE, script.after, table, column),
            };
            script.add_column(Phase::AddColumns, table, column, add);
        } else if let Some(column) = &change.before {
            let drop =
                Statement::DropColumn { table: table.to_owned(), column: column.name.clone() };
            script.add_column(Phase::DropColumns, table, column, drop);
        }
    }
}

/// The manual's list for ADD COLUMN: no key, no UNIQUE, no default that is not constant, no NOT
/// NULL without a default, nothing stored. A check comes with its column only when it is part of
/// the type, and would be tested on every row.
fn can_be_added(table: &Table, column: &Column) -> bool {
    let constant = match column.default_value(SQLITE) {
        None => column.nullable,
        Some(DefaultValue::Now | DefaultValue::Expression(_)) => false,
        Some(_) => true,
    };
    let is_key = table.primary_key.contains(&column.name);
    let is_enum = matches!(column.meaning, Some(Meaning::Enum { .. }));
    constant && !is_key && !column.is_stored() && !is_enum && !mentions(table, &column.name)
}

/// DROP COLUMN refuses a column that anything else in the table mentions.
fn can_be_dropped(table: &Table, column: &Column) -> bool {
    let in_generated = table
        .columns
        .iter()
        .filter(|other| other.name != column.name)
        .filter_map(|other| other.generated.as_ref())
        .any(|generated| generated.expression.may_name(&column.name));
    !table.primary_key.contains(&column.name) && !in_generated && !mentions(table, &column.name)
}

fn mentions(table: &Table, column: &String) -> bool {
    table.uniques.iter().any(|unique| unique.columns.contains(column))
        || table.foreign_keys.iter().any(|key| key.columns.contains(column))
        || table.checks.iter().any(|check| check.expression.may_name(column))
}

fn rebuild(name: &str, after: &Table, changes: &[&Changed<Column>], script: &mut Script<'_>) {
    let mut filled = Vec::new();
    let mut dropped = BTreeSet::new();
    for change in changes {
        let fill = |column: &Column| {
            script.backfills.get(&(name.to_owned(), column.name.clone())).cloned()
        };
        match (&change.before, &change.after) {
            (None, Some(column)) => {
                filled.extend(fill(column).map(|value| (column.name.clone(), value)))
            }
            (Some(column), None) => _ = dropped.insert(column.name.clone()),
            (Some(before), Some(after)) => {
                let column = crate::ops::ident(SQLITE, &after.name);
                let fill = fill(after).filter(|_| before.nullable && !after.nullable);
                let converted = match cast::converted(SQLITE, &column, before, after) {
                    // Whoever runs the printed statements has no check in front of them.
                    Some(Conversion::Checked(value)) => {
                        Some(format!("COALESCE({value}, {column})"))
                    }
                    other => other.and_then(Conversion::expression),
                };
                cast::check(name, before, after, script);
                let value = match (converted, fill) {
                    (Some(value), Some(fill)) => Some(format!("COALESCE({value}, {fill})")),
                    (None, Some(fill)) => Some(format!("COALESCE({column}, {fill})")),
                    (converted, None) => converted,
                };
                filled.extend(value.map(|value| (after.name.clone(), value)));
            }
            (None, None) => {}
        }
    }
    for column in &after.columns {
        let case = script.cases.get(&(name.to_owned(), column.name.clone()));
        filled.extend(case.map(|case| (column.name.clone(), case.clone())));
    }
    let table = define::table(SQLITE, script.after, name, after, |_| true);
    // What fills a column may come from a table that loses it in the same migration.
    let phase = if filled.is_empty() { Phase::ModifyColumns } else { Phase::Fill };
    let rebuild = Rebuild { table, filled, dropped: dropped.into_iter().collect() };
    script.add(phase, name, "", Statement::Rebuild(rebuild));
}
