//! Creating, dropping and renaming indexes.

use super::tuning::{Of, tuned};
use super::{Changed, Phase, Renames, Script, define};
use crate::schema::{ForeignKey, Index, Part, Schema};
use crate::statement::{Online, Sql, Statement, escaped};

pub(super) fn lower(change: &Changed<Index>, renames: &Renames, script: &mut Script<'_>) {
    let (table, backend) = (&change.table, script.backend);
    if let Some((old, new)) = change.renamed(|index| Some(index.name.clone()))
        && let Some(alter) = script.alter()
    {
        let rename = alter.rename_index(table, &old, &new);
        return script.add(Phase::ModifyColumns, table, &new, rename);
    }
    if let Some((before, after)) = tuned(change) {
        let both = [&before.tuning, &after.tuning];
        return script.tune(Of::Index, (table, &after.name), both);
    }
    let exchanged = match (&change.before, &change.after) {
        (None, Some(index)) => Some((index, script.before, Phase::CreateIndexes, index.columns())),
        (Some(index), None) => Some((index, script.after, Phase::DropIndexes, Vec::new())),
        _ => None,
    };
    if let Some((index, of, phase, columns)) = exchanged
        && let Some(exchange) = exchange_with_own(table, index, (of, columns), script)
    {
        return script.add(phase, table, &index.name, exchange);
    }
    if let Some(index) = &change.before
        && !script.index_is_with_column(false, table, index)
    {
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
    if let Some(index) = &change.after
        && !script.index_is_with_column(true, table, index)
    {
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

/// MySQL: an index takes the place of the one that a foreign key has made, whose name it has and
/// without which the key cannot be at any moment; or that one comes back, where no columns are
/// given. `of` is the schema in which the key has an index of its own.
fn exchange_with_own(
    table: &str,
    index: &Index,
    (of, columns): (&Schema, Vec<String>),
    script: &Script<'_>,
) -> Option<Statement> {
    let has_made = |key: &&ForeignKey| key.own_index && key.name.as_ref() == Some(&index.name);
    let key = of.tables.get(table)?.foreign_keys.iter().find(has_made)?;
    let stays = |schema: &Schema| {
        let keys = schema.tables.get(table).map(|table| &table.foreign_keys);
        let is_same = |other: &ForeignKey| other.name == key.name && other.is_defined_as(key);
        keys.is_some_and(|keys| keys.iter().any(is_same))
    };
    let mut parts = index.parts.iter().map(Part::as_plain);
    let is_plain = parts.all(|part| part.is_some_and(|(_, descending)| !descending));
    if !is_plain || index.method.is_some() || !stays(script.before) || !stays(script.after) {
        return None;
    }
    let (sql, name) = (Sql(script.backend), Sql(script.backend).name(&index.name));
    let (kind, columns) = match columns.is_empty() {
        true => ("INDEX", &key.columns),
        false => (if index.unique { "UNIQUE INDEX" } else { "INDEX" }, &columns),
    };
    let again = format!("DROP INDEX {name}, ADD {kind} {name} {}", sql.names(columns));
    Some(sql.alter(table, &again))
}

/// MySQL and MariaDB build an index of words or of places with the table locked for writers.
fn can_be_in_place(sql: &str) -> bool {
    !sql.starts_with("CREATE FULLTEXT") && !sql.starts_with("CREATE SPATIAL")
}
