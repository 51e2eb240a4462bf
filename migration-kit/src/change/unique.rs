//! UNIQUE constraints, on a server. SQLite's part is in `sqlite`.

use super::{Changed, Phase, Renames, Script};
use crate::Backend;
use crate::schema::Unique;
use crate::statement::{IndexDef, Online, Sql, Statement, escaped};

pub(super) fn lower(change: &Changed<Unique>, renames: &Renames, script: &mut Script<'_>) {
    let table = &change.table;
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
                script.add(phase, table, &name, Statement::Online(drop));
            }
            false => {
                let drop = drop(&renames.old_table(table), &name, Sql(script.backend));
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
                script.add(Phase::OnlineConstraints, table, &name, Statement::Online(add));
            }
            false => {
                let add = add(table, unique, Sql(script.backend));
                script.add(Phase::AddConstraints, table, &name, add);
            }
        }
    }
}

fn drop(table: &str, name: &str, sql: Sql) -> Statement {
    match sql.0 {
        Backend::MySql => {
            Statement::DropIndex { table: table.to_owned(), name: escaped(sql.0, name) }
        }
        Backend::Sqlite | Backend::Postgres => {
            sql.alter(table, &format!("DROP CONSTRAINT {}", sql.name(name)))
        }
    }
}

pub(super) fn add(table: &str, unique: &Unique, sql: Sql) -> Statement {
    let name = unique.object_name();
    match sql.0 {
        Backend::MySql => Statement::CreateIndex(IndexDef {
            table: table.to_owned(),
            name: escaped(sql.0, &name),
            unique: true,
            parts: unique.columns.iter().map(|column| (column.clone(), false)).collect(),
            include: Vec::new(),
            predicate: None,
        }),
        Backend::Sqlite | Backend::Postgres => sql.alter(
            table,
            &format!("ADD CONSTRAINT {} UNIQUE {}", sql.name(&name), sql.names(&unique.columns)),
        ),
    }
}
