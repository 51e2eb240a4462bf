//! UNIQUE constraints, on a server. SQLite's part is in `sqlite`.

use sea_orm::DbBackend;

use super::{Changed, Phase, Renames, Script};
use crate::schema::Unique;
use crate::statement::{IndexDef, Sql, Statement, escaped};

pub(super) fn lower(change: &Changed<Unique>, renames: &Renames, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
    if let Some(unique) = &change.before {
        let name = unique.object_name();
        let of = renames.old_table(table);
        let drop = match script.backend {
            DbBackend::MySql => Statement::DropIndex { table: of, name: escaped(script.backend, &name) },
            _ => sql.alter(&of, &format!("DROP CONSTRAINT {}", sql.name(&name))),
        };
        script.add(Phase::DropConstraints, table, &name, drop);
    }
    if let Some(unique) = &change.after {
        let name = unique.object_name();
        let add = match script.backend {
            DbBackend::MySql => Statement::CreateIndex(IndexDef {
                table: table.clone(),
                name: escaped(script.backend, &name),
                unique: true,
                parts: unique.columns.iter().map(|column| (column.clone(), false)).collect(),
                include: Vec::new(),
                predicate: None,
            }),
            _ => sql.alter(
                table,
                &format!("ADD CONSTRAINT {} UNIQUE {}", sql.name(&name), sql.names(&unique.columns)),
            ),
        };
        script.add(Phase::AddConstraints, table, &name, add);
    }
}
