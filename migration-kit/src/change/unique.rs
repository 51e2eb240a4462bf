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
    if let Some(unique) = &change.before
        && !script.unique_is_with_column(false, table, unique)
    {
        let name = unique.object_name();
        let becomes_key = script.becomes_key(table, &unique.columns);
        match script.takes_online(table) || becomes_key {
            true => {
                let drop = Online::DropUnique { table: table.clone(), name: name.clone() };
                let phase = match becomes_key {
                    true => Phase::OnlineOldUniques,
                    false => Phase::OnlineDropConstraints,
                };
                script.add(phase, table, &name, Statement::Online(drop));
            }
            false => {
                let drop = alter.drop_unique(&renames.old_table(table), &name);
                script.add(Phase::DropConstraints, table, &name, drop);
            }
        }
    }
    if let Some(unique) = &change.after
        && !script.unique_is_with_column(true, table, unique)
    {
        let name = unique.object_name();
        match script.adds_online(table) || script.was_key(table, &unique.columns) {
            true => {
                let columns = unique.columns.clone();
                let add = Online::AddUnique { table: table.clone(), name: name.clone(), columns };
                script.add(Phase::OnlineConstraints, table, &name, Statement::Online(add));
            }
            false => {
                script.add(Phase::AddConstraints, table, &name, alter.add_unique(table, unique));
            }
        }
    }
}
