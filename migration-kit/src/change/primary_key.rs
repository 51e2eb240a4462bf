//! Another primary key, on a server. SQLite's part is in `sqlite`.

use sea_orm::DbBackend;

use super::{Changed, Phase, Script};
use crate::statement::Sql;

pub(super) fn lower(change: &Changed<Vec<String>>, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
    if change.before.is_some() {
        let name = script.before.tables.get(table).and_then(|table| table.primary_key_name.clone());
        let name = name.unwrap_or_else(|| format!("{table}_pkey"));
        let drop = match script.backend {
            DbBackend::MySql => "DROP PRIMARY KEY".to_owned(),
            _ => format!("DROP CONSTRAINT {}", sql.name(&name)),
        };
        script.add(Phase::DropPrimaryKeys, table, "", sql.alter(table, &drop));
    }
    if let Some(columns) = &change.after {
        let add = format!("ADD PRIMARY KEY {}", sql.names(columns));
        script.add(Phase::AddPrimaryKeys, table, "", sql.alter(table, &add));
    }
}
