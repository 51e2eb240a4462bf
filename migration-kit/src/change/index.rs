//! Creating, dropping and renaming indexes.

use sea_orm::DbBackend;

use super::{Changed, Phase, Renames, Script, define};
use crate::schema::{Index, parts, qualified};
use crate::statement::{Sql, Statement, escaped};

pub(super) fn lower(change: &Changed<Index>, renames: &Renames, script: &mut Script<'_>) {
    let (table, backend, sql) = (&change.table, script.backend, Sql(script.backend));
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before.name != after.name
        && backend != DbBackend::Sqlite
    {
        let rename = match backend {
            DbBackend::MySql => {
                let names = (sql.name(&before.name), sql.name(&after.name));
                sql.alter(table, &format!("RENAME INDEX {} TO {}", names.0, names.1))
            }
            _ => Statement::Sql(format!(
                "ALTER INDEX {} RENAME TO {}",
                sql.table(&qualified(parts(table).0.as_deref(), &before.name)),
                sql.name(&after.name)
            )),
        };
        script.add(Phase::ModifyColumns, table, &after.name, rename);
        return;
    }
    if let Some(index) = &change.before {
        let drop =
            Statement::DropIndex { table: renames.old_table(table), name: escaped(backend, &index.name) };
        script.add(Phase::DropIndexes, table, &index.name, drop);
    }
    if let (Some(index), Some(of)) = (&change.after, script.after.tables.get(table)) {
        let create = define::index(backend, table, of, index);
        script.add(Phase::CreateIndexes, table, &index.name, create);
    }
}
