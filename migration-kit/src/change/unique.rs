//! UNIQUE constraints, on a server. SQLite's part is in `sqlite`.

use super::{Changed, Phase, Renames, Script};
use crate::dialect::change::Alter;
use crate::schema::Unique;
use crate::statement::{Online, Statement};

pub(super) fn lower(
    change: &Changed<Unique>,
    renames: &Renames,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let table = &change.table;
    if let Some((old, new)) = change.renamed(|unique| Some(unique.object_name())) {
        let rename = alter.rename_unique(table, &old, &new);
        return script.add(Phase::ModifyColumns, table, &new, rename);
    }
    if let Some(unique) = &change.before {
        let name = unique.object_name();
        let becomes_key = script.becomes_key(table, &unique.columns);
        match script.takes_online(table) || becomes_key {
            true => {
                let drop = Online::DropUnique { table: table.clone(), name: name.clone() };
                let phase = match becomes_key {
                    true => Phase::OnlineOldUniques,
                    false => Phase::OnlineDropConstraints,
                };
                let drop = match script.is_partitioned(table) {
                    true => alter.drop_unique(&renames.old_table(table), &name),
                    false => Statement::Online(drop),
                };
                script.add(phase, table, &name, drop);
            }
            false => {
                let drop = alter.drop_unique(&renames.old_table(table), &name);
                script.add(Phase::DropConstraints, table, &name, drop);
            }
        }
    }
    if let Some(unique) = &change.after {
        let name = unique.object_name();
        match script.adds_online(table) || script.was_key(table, &unique.columns) {
            true => {
                let columns = unique.columns.clone();
                let add = Online::AddUnique { table: table.clone(), name: name.clone(), columns };
                let add = match script.is_partitioned(table) {
                    true => alter.add_unique(table, unique),
                    false => Statement::Online(add),
                };
                script.add(Phase::OnlineConstraints, table, &name, add);
            }
            false => {
                script.add(Phase::AddConstraints, table, &name, alter.add_unique(table, unique));
            }
        }
    }
}
