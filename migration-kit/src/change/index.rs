//! Creating, dropping and renaming indexes.

use super::tuning::Of;
use super::{Changed, Phase, Renames, Script, define};
use crate::schema::Index;
use crate::statement::{Online, Statement, escaped};

pub(super) fn lower(change: &Changed<Index>, renames: &Renames, script: &mut Script<'_>) {
    let (table, backend) = (&change.table, script.backend);
    if let Some((old, new)) = change.renamed(|index| Some(index.name.clone()))
        && let Some(alter) = script.alter()
    {
        let rename = alter.rename_index(table, &old, &new);
        return script.add(Phase::ModifyColumns, table, &new, rename);
    }
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before != after
        && before.name == after.name
        && before.is_built_as(after)
    {
        let both = [&before.tuning, &after.tuning];
        return script.tune(Of::Index, (table, &after.name), both);
    }
    if let Some(index) = &change.before {
        if script.takes_online(table) || script.index_stays_possible(table, index, renames) {
            let drop = Online::DropIndex { table: table.clone(), name: index.name.clone() };
            let phase = match script.index_goes_last(table, index, renames) {
                true => Phase::OnlineOldIndexes,
                false => Phase::OnlineDropIndexes,
            };
            let drop = match script.is_partitioned(table) {
                true => Statement::DropIndex {
                    table: renames.old_table(table),
                    name: escaped(backend, &index.name),
                },
                false => Statement::Online(drop),
            };
            script.add(phase, table, &index.name, drop);
        } else {
            let drop = Statement::DropIndex {
                table: renames.old_table(table),
                name: escaped(backend, &index.name),
            };
            script.add(Phase::DropIndexes, table, &index.name, drop);
        }
    }
    if let Some(index) = &change.after {
        let create = define::index(backend, table, index);
        let is_online =
            script.adds_online(table) || script.index_stays_possible(table, index, renames);
        let is_apart = is_online && !script.is_partitioned(table);
        let phase = if is_online { Phase::OnlineIndexes } else { Phase::CreateIndexes };
        match create {
            Statement::CreateIndex(create) if is_apart => {
                let create = Statement::Online(Online::CreateIndex(create));
                script.add(phase, table, &index.name, create);
            }
            Statement::Sql(create) if is_apart && can_be_in_place(&create) => {
                let create = Statement::Online(Online::CreateIndexSql(create));
                script.add(phase, table, &index.name, create);
            }
            // On MySQL of a part that never is without its table locked, on PostgreSQL of a table
            // with partitions: after what it may be about.
            create => script.add(phase, table, &index.name, create),
        }
        script.comment(Of::Index, (phase, table, &index.name), &index.tuning);
    }
}

/// MySQL and MariaDB build an index of words or of places with the table locked for writers.
fn can_be_in_place(sql: &str) -> bool {
    !sql.starts_with("CREATE FULLTEXT") && !sql.starts_with("CREATE SPATIAL")
}
