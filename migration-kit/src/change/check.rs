//! CHECK constraints, on a server. SQLite's part is in `sqlite`.

use super::{Changed, Phase, Renames, Script, define};
use crate::dialect::change::Alter;
use crate::schema::Check;
use crate::statement::{Online, Sql, Statement};

pub(super) fn lower(
    change: &Changed<Check>,
    renames: &Renames,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let (table, sql) = (&change.table, Sql(script.backend));
    if let Some((old, new)) = change.renamed(|check| check.name.clone())
        && let Some(rename) = alter.rename_constraint(table, &old, &new)
    {
        return script.add(Phase::ModifyColumns, table, &new, rename);
    }
    let of_column = [&change.before, &change.after]
        .into_iter()
        .flatten()
        .find_map(|check| check.column.as_ref());
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
        match check.name.is_some() && script.takes_online(table) {
            true => {
                let drop = Online::DropCheck { table: table.clone(), name: name.clone() };
                script.add(Phase::OnlineDropConstraints, table, &name, Statement::Online(drop));
            }
            false => {
                let drop = format!("DROP CONSTRAINT {}", sql.name(&name));
                let drop = sql.alter(&renames.old_table(table), &drop);
                script.add(Phase::DropConstraints, table, &name, drop);
            }
        }
    }
    if let Some(check) = &change.after {
        let name = check.object_name();
        let expression = check.expression.inner().to_owned();
        match &check.name {
            Some(_) if script.adds_online(table) => {
                let add = Online::AddCheck { table: table.clone(), name: name.clone(), expression };
                script.add(Phase::OnlineConstraints, table, &name, Statement::Online(add));
            }
            Some(_) => {
                let add = format!("ADD CONSTRAINT {} CHECK ({expression})", sql.name(&name));
                script.add(Phase::AddConstraints, table, &name, sql.alter(table, &add));
            }
            None => {
                let add = format!("ADD CHECK ({expression})");
                script.add(Phase::AddConstraints, table, &name, sql.alter(table, &add));
            }
        }
    }
}
