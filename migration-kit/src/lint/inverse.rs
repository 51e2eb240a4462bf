//! How what there is after up and down differs from what there was before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ground, Table};
use crate::sql::statement::ConstraintKind;
use crate::sql::types;

/// Each difference with its table, in words. Names of indexes and constraints do not count, and
/// neither does the order of columns: a column that comes back is the last.
pub(crate) fn differences(before: &Ground, back: &Ground) -> Vec<(Option<String>, String)> {
    let mut told = Vec::new();
    for (name, sides) in before.unlike(back) {
        let told_of = match sides {
            [Some(old), Some(new)] => of_table(name, old, new),
            [Some(_), None] => vec![format!("the table {name} is gone")],
            [None, _] => vec![format!("the table {name} is still there")],
        };
        told.extend(told_of.into_iter().map(|what| (Some(name.to_owned()), what)));
    }
    let types = compare(
        names(before.types().keys().map(String::as_str)),
        names(back.types().keys().map(String::as_str)),
    );
    told.extend(types.missing.iter().map(|name| (None, format!("the type {name} is gone"))));
    told.extend(types.new.iter().map(|name| (None, format!("the type {name} is still there"))));
    let changed = before
        .types()
        .iter()
        .filter(|(name, values)| back.values(name).is_some_and(|new| new != *values));
    told.extend(changed.map(|(name, _)| (None, format!("the type {name} has other values"))));
    told
}

fn of_table(name: &str, old: &Table, new: &Table) -> Vec<String> {
    let mut told = Vec::new();
    let of = |table: &Table| names(table.columns.iter().map(|column| column.name.as_str()));
    let columns = compare(of(old), of(new));
    told.extend(columns.missing.iter().map(|column| format!("{name}.{column} is gone")));
    told.extend(columns.new.iter().map(|column| format!("{name}.{column} is still there")));
    for (was, is) in old.columns.iter().filter_map(|was| Some((was, new.column(&was.name)?))) {
        let column = &was.name;
        if types::parse(&was.ty) != types::parse(&is.ty) {
            told.push(format!("{name}.{column} is {} and was {}", is.ty, was.ty));
        }
        if was.not_null != is.not_null {
            let says = |not_null| if not_null { "NOT NULL" } else { "nullable" };
            told.push(format!(
                "{name}.{column} is {} and was {}",
                says(is.not_null),
                says(was.not_null)
            ));
        }
        if was.default.is_some() != is.default.is_some() {
            let says = |default: &Option<String>| {
                if default.is_some() { "a default" } else { "no default" }
            };
            told.push(format!(
                "{name}.{column} has {} and had {}",
                says(&is.default),
                says(&was.default)
            ));
        }
    }
    let keys = compare(keys(old), keys(new));
    told.extend(keys.missing.iter().map(|key| format!("{key} of {name} is gone")));
    told.extend(keys.new.iter().map(|key| format!("{key} of {name} is still there")));
    told
}

/// Keys of any kind, with how many there are of each.
fn keys(table: &Table) -> BTreeMap<String, usize> {
    let mut keys = BTreeMap::new();
    let mut count = |key: String| *keys.entry(key).or_default() += 1;
    for index in &table.indexes {
        let kind = if index.unique { "the unique index" } else { "the index" };
        count(format!("{kind} on ({})", index.parts.join(", ")));
    }
    for constraint in &table.constraints {
        count(match &constraint.kind {
            ConstraintKind::PrimaryKey { .. } => "the primary key".to_owned(),
            // A constraint and an index are the same to rows.
            ConstraintKind::Unique { columns, .. } => {
                format!("the unique index on ({})", columns.join(", "))
            }
            ConstraintKind::ForeignKey { columns, parent, .. } => {
                format!("the foreign key from ({}) to {parent}", columns.join(", "))
            }
            // Their text may be another one and say the same.
            ConstraintKind::Check(_) => "a check".to_owned(),
            ConstraintKind::Other => "a constraint".to_owned(),
        });
    }
    keys
}

struct Compared {
    missing: BTreeSet<String>,
    new: BTreeSet<String>,
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    names.map(|name| (name.to_owned(), 1)).collect()
}

fn compare(old: BTreeMap<String, usize>, new: BTreeMap<String, usize>) -> Compared {
    let more = |of: &BTreeMap<String, usize>, than: &BTreeMap<String, usize>| {
        let more = of.iter().filter(|(name, count)| than.get(*name).unwrap_or(&0) < count);
        more.map(|(name, _)| name.clone()).collect()
    };
    Compared { missing: more(&old, &new), new: more(&new, &old) }
}
