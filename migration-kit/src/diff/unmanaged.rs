//! What is unmanaged: it exists, no entity has it, and it is left alone.

use crate::schema::{Schema, Table, member_parts};

/// Adds to the desired schema what is unmanaged of the current one: a table, or `table.name` for a
/// column, an index or a constraint.
pub fn add_unmanaged<'n>(
    desired: &mut Schema,
    current: &Schema,
    names: impl IntoIterator<Item = &'n str>,
) {
    for name in names {
        if let Some(table) = current.tables.get(name) {
            desired.tables.entry(name.to_owned()).or_insert_with(|| table.clone());
        }
        let parts = member_parts(name);
        let tables = parts.and_then(|(table, name)| {
            Some((desired.tables.get_mut(table)?, current.tables.get(table)?, name))
        });
        if let Some((into, from, name)) = tables {
            add_one(into, from, &name);
        }
    }
}

fn add_one(into: &mut Table, from: &Table, name: &str) {
    fn add<T: Clone>(into: &mut Vec<T>, from: &[T], is: impl Fn(&T) -> bool) {
        if !into.iter().any(&is) {
            into.extend(from.iter().filter(|of| is(of)).cloned());
        }
    }
    add(&mut into.columns, &from.columns, |column| column.name == name);
    add(&mut into.indexes, &from.indexes, |index| index.name == name);
    add(&mut into.uniques, &from.uniques, |unique| unique.object_name() == name);
    add(&mut into.foreign_keys, &from.foreign_keys, |key| key.object_name() == name);
    add(&mut into.exclusions, &from.exclusions, |exclusion| exclusion.index.name == name);
    add(&mut into.checks, &from.checks, |check| check.object_name() == name);
}
