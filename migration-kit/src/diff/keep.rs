//! What stays though no entity says it.

use crate::schema::{Schema, Table, member_parts};

/// Adds to what the entities want what is to be kept of what the migrations have made: a table, or `table.name` for a
/// column, an index or a constraint.
pub fn keep<'n>(entities: &mut Schema, migrations: &Schema, names: impl IntoIterator<Item = &'n str>) {
    for name in names {
        if let Some(table) = migrations.tables.get(name) {
            entities.tables.entry(name.to_owned()).or_insert_with(|| table.clone());
        }
        let parts = member_parts(name);
        let tables = parts.and_then(|(table, name)| {
            Some((entities.tables.get_mut(table)?, migrations.tables.get(table)?, name))
        });
        if let Some((into, from, name)) = tables {
            keep_one(into, from, &name);
        }
    }
}

fn keep_one(into: &mut Table, from: &Table, name: &str) {
    fn add<T: Clone>(into: &mut Vec<T>, from: &[T], is: impl Fn(&T) -> bool) {
        if !into.iter().any(&is) {
            into.extend(from.iter().filter(|of| is(of)).cloned());
        }
    }
    add(&mut into.columns, &from.columns, |column| column.name == name);
    add(&mut into.indexes, &from.indexes, |index| index.name == name);
    add(&mut into.uniques, &from.uniques, |unique| unique.object_name() == name);
    add(&mut into.foreign_keys, &from.foreign_keys, |key| key.object_name() == name);
    add(&mut into.checks, &from.checks, |check| check.object_name() == name);
}
