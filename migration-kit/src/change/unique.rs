//! UNIQUE constraints, on a server. SQLite's part is in `sqlite`.

use super::tuning::{Of, tuned};
use super::{Changed, Phase, Renames, Script};
use crate::dialect::change::Alter;
use crate::schema::Unique;
use crate::statement::{Online, Sql, Statement};

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
    if let Some((before, after)) = tuned(change) {
        let both = [&before.terms.tuning, &after.terms.tuning];
        return script.tune(Of::Constraint, (table, &after.object_name()), both);
    }
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
    if let Some(unique) = &change.after
        && !script.unique_is_with_column(true, table, unique)
    {
        let name = unique.object_name();
        let is_online = script.adds_online(table) || script.was_key(table, &unique.columns);
        let (phase, add) = match is_online {
            true => {
                let add = match script.is_partitioned(table) {
                    true => alter.add_unique(table, unique),
                    false => Statement::Online(add_online(table, unique, script)),
                };
                (Phase::OnlineConstraints, add)
            }
            false => (Phase::AddConstraints, alter.add_unique(table, unique)),
        };
        script.add(phase, table, &name, add);
        script.comment(Of::Constraint, (phase, table, &name), &unique.terms.tuning);
    }
}

/// By way of an index.
pub(super) fn add_online(table: &str, unique: &Unique, script: &Script<'_>) -> Online {
    let (table, name) = (table.to_owned(), unique.object_name());
    match unique.terms.is_plain() {
        true => Online::AddUnique { table, name, columns: unique.columns.clone() },
        false => {
            let definition = Sql(script.backend).unique(unique);
            Online::AddConstraint { table, name, definition }
        }
    }
}
