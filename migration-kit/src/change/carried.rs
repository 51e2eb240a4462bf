//! What a column that gets its new type by way of a new column takes along: its indexes and unique
//! constraints. Each is built once more over the new column, online, and gets the name of the old
//! one in the moment of the exchange, in which that one goes with its column.

use std::collections::BTreeSet;

use super::switch::{SQL, Switches, new_name};
use super::{Phase, Renames, Script, Split, define, unique};
use crate::dialect::change::Alter;
use crate::schema::{Index, Table, Terms, Unique};
use crate::statement::{IndexDef, Online, Statement, escaped};

/// Whether an index is of columns alone, and the same before and after, so that it can come along
/// with one of them. What its condition says of that column would be said in another type, and of
/// one that is renamed by another name.
pub(crate) fn can_carry_index(
    (table, column): (&str, &str),
    index: &Index,
    both: [&Table; 2],
    renames: &Renames,
) -> bool {
    let is_same = |of: &Table| {
        of.indexes.iter().any(|other| other.name == index.name && other.is_defined_as(index))
    };
    let definition = define::plain_index(SQL.0, table, index);
    let is_of = |name: &String| index.may_name(name);
    both.into_iter().all(is_same)
        && definition.is_some()
        && !index.predicate.iter().any(|predicate| predicate.may_name(column))
        && index.tuning.comment.is_none()
        && !renamed(table, renames).any(is_of)
}

/// The same of a unique constraint.
pub(crate) fn can_carry_unique(
    table: &str,
    unique: &Unique,
    both: [&Table; 2],
    renames: &Renames,
) -> bool {
    both.into_iter().all(|of| of.uniques.contains(unique))
        && unique.terms.tuning.comment.is_none()
        && !renamed(table, renames).any(|name| unique.has_column(name))
}

/// The columns of a table that have another name now.
fn renamed<'r>(table: &str, renames: &'r Renames) -> impl Iterator<Item = &'r String> {
    renames.columns.iter().filter(move |((of, _), _)| of == table).map(|(_, new)| new)
}

fn columns(index: &IndexDef) -> impl Iterator<Item = &String> {
    index.parts.iter().map(|(column, _)| column).chain(&index.include)
}

/// The statements for everything that the columns of `script.switches` take along.
pub(super) fn lower(alter: &dyn Alter, script: &mut Script<'_>) {
    let tables: BTreeSet<String> = script.switches.iter().map(|(table, _)| table.clone()).collect();
    for name in &tables {
        let Some(table) = script.after.tables.get(name) else { continue };
        for index in &table.indexes {
            let definition = define::plain_index(script.backend, name, index);
            if let Some(definition) = definition
                .filter(|of| columns(of).any(|column| is_switched(script.switches, name, column)))
            {
                carry_index(name, &index.name, &definition, alter, script);
            }
        }
        for unique in &table.uniques {
            if unique.all_columns().any(|column| is_switched(script.switches, name, column)) {
                carry_unique(name, unique, alter, script);
            }
        }
    }
}

fn is_switched(switches: &Switches, table: &str, column: &str) -> bool {
    switches.iter().any(|(of, name)| of == table && name == column)
}

/// What the column is called until the exchange.
fn meanwhile(switches: &Switches, table: &str, column: &str) -> String {
    match is_switched(switches, table, column) {
        true => new_name(column),
        false => column.to_owned(),
    }
}

fn carry_index(
    table: &str,
    old: &str,
    definition: &IndexDef,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let (switches, new) = (script.switches, new_name(old));
    if script.split == Split::Down {
        script.add(Phase::Switch, table, old, alter.rename_index(table, old, &new));
        script.add(Phase::SwitchEnd, table, old, Statement::CreateIndex(definition.clone()));
        let drop = Online::DropIndex { table: table.to_owned(), name: new };
        return script.add(Phase::OnlineDropIndexes, table, old, Statement::Online(drop));
    }
    let parts = definition
        .parts
        .iter()
        .map(|(column, descending)| (meanwhile(switches, table, column), *descending));
    let include = definition.include.iter().map(|column| meanwhile(switches, table, column));
    let build = IndexDef {
        name: escaped(script.backend, &new),
        parts: parts.collect(),
        include: include.collect(),
        ..definition.clone()
    };
    script.add(Phase::OnlineIndexes, table, old, Statement::Online(Online::CreateIndex(build)));
    script.add(Phase::SwitchEnd, table, old, alter.rename_index(table, &new, old));
}

fn carry_unique(table: &str, constraint: &Unique, alter: &dyn Alter, script: &mut Script<'_>) {
    let old = constraint.object_name();
    let (switches, new) = (script.switches, new_name(&old));
    if script.split == Split::Down {
        script.add(Phase::Switch, table, &old, alter.rename_unique(table, &old, &new));
        script.add(Phase::SwitchEnd, table, &old, alter.add_unique(table, constraint));
        let drop = Online::DropUnique { table: table.to_owned(), name: new };
        return script.add(Phase::OnlineDropConstraints, table, &old, Statement::Online(drop));
    }
    let of_new = |columns: &[String]| {
        columns.iter().map(|column| meanwhile(switches, table, column)).collect()
    };
    let include = of_new(&constraint.terms.include);
    let build = Unique {
        name: Some(new.clone()),
        columns: of_new(&constraint.columns),
        terms: Terms { include, ..constraint.terms.clone() },
        ..Unique::default()
    };
    let add = Statement::Online(unique::add_online(table, &build, script));
    script.add(Phase::OnlineConstraints, table, &old, add);
    script.add(Phase::SwitchEnd, table, &old, alter.rename_unique(table, &new, &old));
}
