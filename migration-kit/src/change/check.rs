//! CHECK constraints, on a server. SQLite's part is in `sqlite`.

use sea_orm::DbBackend;

use super::{Changed, Phase, Renames, Script, define};
use crate::schema::Check;
use crate::statement::{Sql, Statement};

pub(super) fn lower(change: &Changed<Check>, renames: &Renames, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
    let of_column =
        [&change.before, &change.after].into_iter().flatten().find_map(|check| check.column.as_ref());
    if let Some(name) = of_column {
        // It comes and goes with the definition of its column.
        if let Some(column) = script.after.tables.get(table).and_then(|table| table.column(name)) {
            let column = define::column(script.backend, script.after, table, column);
            let statement = Statement::ModifyColumn { table: table.clone(), column };
            script.add(Phase::ModifyColumns, table, name, statement);
        }
        return;
    }
    if let Some(check) = &change.before {
        let name = check.object_name();
        let drop = format!("DROP CONSTRAINT {}", sql.name(&name));
        script.add(Phase::DropConstraints, table, &name, sql.alter(&renames.old_table(table), &drop));
    }
    if let Some(check) = &change.after {
        let name = check.object_name();
        let expression = define::plain_expression(&check.expression);
        let add = match (script.backend, &check.name) {
            (DbBackend::Postgres | DbBackend::MySql, Some(name)) => {
                format!("ADD CONSTRAINT {} CHECK ({expression})", sql.name(name))
            }
            _ => format!("ADD CHECK ({expression})"),
        };
        script.add(Phase::AddConstraints, table, &name, sql.alter(table, &add));
    }
}
