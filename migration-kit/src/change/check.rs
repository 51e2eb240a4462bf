//! CHECK constraints, on a server. SQLite's part is in `sqlite`.

use sea_orm::DbBackend;

use super::{Changed, Phase, Renames, Script, define};
use crate::schema::Check;
use crate::statement::Sql;

pub(super) fn lower(change: &Changed<Check>, renames: &Renames, script: &mut Script<'_>) {
    let (table, sql) = (&change.table, Sql(script.backend));
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
