//! CHECK constraints, on a server. SQLite's part is in `sqlite`.

use super::tuning::{Of, tuned};
use super::{Changed, Phase, Renames, Script, Split, define};
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
    if let Some((before, after)) = tuned(change) {
        let both = [&before.terms.tuning, &after.terms.tuning];
        return script.tune(Of::Constraint, (table, &after.object_name()), both);
    }
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before != after
        && before.name == after.name
        && before.expression == after.expression
        && let Some(name) = &after.name
    {
        let both = [&before.terms, &after.terms];
        if script.validates(both, [table, table], renames) {
            return validate(table, name, after, script);
        }
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
        match &check.name {
            Some(_) if script.adds_online(table) => add_online(table, &name, check, script),
            Some(_) => {
                let add = format!("ADD CONSTRAINT {} {}", sql.name(&name), sql.check(check));
                script.add(Phase::AddConstraints, table, &name, sql.alter(table, &add));
                let place = (Phase::AddConstraints, table.as_str(), name.as_str());
                script.comment(Of::Constraint, place, &check.terms.tuning);
            }
            None => {
                let add = format!("ADD {}", sql.check(check));
                script.add(Phase::AddConstraints, table, &name, sql.alter(table, &add));
            }
        }
    }
}

fn add_online(table: &str, name: &str, check: &Check, script: &mut Script<'_>) {
    let (phase, of, as_of) = (Phase::OnlineConstraints, table.to_owned(), name.to_owned());
    let add = match check.terms.is_plain() {
        true => {
            let expression = check.expression.inner().to_owned();
            Online::AddCheck { table: of, name: as_of, expression }
        }
        false => {
            let definition = Sql(script.backend).check(check);
            Online::AddConstraint { table: of, name: as_of, definition }
        }
    };
    script.add(phase, table, name, Statement::Online(add));
    script.comment(Of::Constraint, (phase, table, name), &check.terms.tuning);
}

/// Its rows are looked at from now on. `down` makes it anew, because nothing else lets rows be as
/// they are again.
fn validate(table: &str, name: &str, check: &Check, script: &mut Script<'_>) {
    if script.split == Split::Down {
        let drop = Online::DropCheck { table: table.to_owned(), name: name.to_owned() };
        script.add(Phase::OnlineDropConstraints, table, name, Statement::Online(drop));
        return add_online(table, name, check, script);
    }
    script.validate(Phase::OnlineConstraints, table, name);
}
