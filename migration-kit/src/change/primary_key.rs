//! Another primary key, on a server. SQLite's part is in `sqlite`.

use sea_orm::DbBackend;

use super::{Changed, Phase, Script, define};
use crate::schema::{Table, parts};
use crate::statement::{Sql, Statement};

pub(super) fn lower(change: &Changed<Vec<String>>, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
    if script.backend == DbBackend::MySql {
        renumber(table, script);
    }
    if change.before.is_some() {
        let name = script.before.tables.get(table).and_then(|table| table.primary_key_name.clone());
        let name = name.unwrap_or_else(|| format!("{}_pkey", parts(table).1));
        let drop = match script.backend {
            DbBackend::MySql => "DROP PRIMARY KEY".to_owned(),
            _ => format!("DROP CONSTRAINT {}", sql.name(&name)),
        };
        script.add(Phase::DropPrimaryKeys, table, "", sql.alter(table, &drop));
    }
    if let Some(columns) = &change.after {
        let name = script.after.tables.get(table).and_then(|table| table.primary_key_name.as_ref());
        let name = name.filter(|_| script.backend == DbBackend::Postgres);
        let name = name.map(|name| format!("CONSTRAINT {} ", sql.name(name))).unwrap_or_default();
        let add = format!("ADD {name}PRIMARY KEY {}", sql.names(columns));
        script.add(Phase::AddPrimaryKeys, table, "", sql.alter(table, &add));
    }
}

/// Whether a table gets another primary key.
pub(super) fn changes(table: &str, script: &Script<'_>) -> bool {
    let key = |table: Option<&Table>| table.map(|table| table.primary_key.clone());
    key(script.before.tables.get(table)) != key(script.after.tables.get(table))
}

/// MySQL: a column can only number itself while it is a key, so it stops before the key goes and starts when it is there.
fn renumber(table: &str, script: &mut Script<'_>) {
    let numbered = |schema: &crate::schema::Schema| {
        let columns = schema.tables.get(table).map(|table| table.columns.clone()).unwrap_or_default();
        columns.into_iter().filter(|column| column.identity.is_some()).collect::<Vec<_>>()
    };
    for (schema, phase, on) in
        [(script.before, Phase::Fill, false), (script.after, Phase::AddConstraints, true)]
    {
        for column in numbered(schema) {
            let mut definition = define::column(script.backend, schema, table, &column);
            definition.auto_increment = on;
            let statement = Statement::ModifyColumn { table: table.to_owned(), column: definition };
            script.add(phase, table, &column.name, statement);
        }
    }
}
