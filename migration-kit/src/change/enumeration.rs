//! PostgreSQL's enum types: a type of its own, which can get values but never lose one.

use std::collections::BTreeSet;

use super::{Change, Changed, Phase, Script, Split, define};
use crate::Backend;
use crate::schema::{Column, Expression, Table, canonical, parts, qualified};
use crate::statement::{Place, Sql, Statement, escaped};

pub(super) fn lower(change: &Changed<Vec<String>>, changes: &[Change], script: &mut Script<'_>) {
    let name = &change.table;
    match (&change.before, &change.after) {
        (None, Some(values)) => {
            let create = Statement::CreateType { name: name.clone(), values: values.clone() };
            script.add(Phase::Enums, name, "", create);
        }
        (Some(_), None) => {
            script.add(Phase::DropEnums, name, "", Statement::DropType { name: name.clone() })
        }
        (Some(before), Some(after)) => {
            let used = |added: &BTreeSet<&String>, way| is_used(added, changes, way);
            match (script.split, added(before, after), added(after, before)) {
                // What uses them comes in a transaction of its own, and what rolls that back goes
                // first.
                (Split::Up, Some(new), _) if used(&new, Split::Up) => {
                    add_values(name, before, after, Phase::EarlyEnums, script);
                }
                (Split::Down, _, Some(new)) if used(&new, Split::Down) => {
                    replace_early(name, after, script)
                }
                (_, Some(new), _) if !used(&new, Split::Up) => {
                    add_values(name, before, after, Phase::Enums, script);
                }
                _ => replace(name, after, script),
            }
        }
        (None, None) => {}
    }
}

/// Whether another type takes the place of the enum: a value goes, or the order changes.
pub(super) fn is_replaced(change: &Changed<Vec<String>>) -> bool {
    let both = change.before.as_ref().zip(change.after.as_ref());
    both.is_some_and(|(before, after)| added(before, after).is_none())
}

/// The values that are new, where those before keep their order.
fn added<'v>(before: &[String], after: &'v [String]) -> Option<BTreeSet<&'v String>> {
    let kept = after.iter().filter(|value| before.contains(value));
    kept.eq(before).then(|| after.iter().filter(|value| !before.contains(value)).collect())
}

/// Whether `up` itself uses a new value, which PostgreSQL does not allow in the transaction that
/// adds it. The changes are those of the way.
fn is_used(added: &BTreeSet<&String>, changes: &[Change], way: Split) -> bool {
    fn end<T>(change: &Changed<T>, way: Split) -> Option<&T> {
        if way == Split::Down { change.before.as_ref() } else { change.after.as_ref() }
    }
    // As it stands in a catalog's text, between quotes.
    let names = |of: &Expression| {
        added.iter().any(|value| of.as_str().contains(&value.replace('\'', "''")))
    };
    changes.iter().any(|change| match change {
        Change::Column(change) => {
            end(change, way).is_some_and(|column| column.default.as_ref().is_some_and(names))
        }
        Change::Check(change) => end(change, way).is_some_and(|check| names(&check.expression)),
        Change::Index(change) => {
            end(change, way).is_some_and(|index| index.predicate.as_ref().is_some_and(names))
        }
        Change::Table(change) => end(change, way).is_some_and(|table| {
            table.columns.iter().any(|column| column.default.as_ref().is_some_and(names))
        }),
        _ => false,
    })
}

/// From the last to the first, so that the value which a new one stands before is there already.
fn add_values(
    name: &str,
    before: &[String],
    after: &[String],
    phase: Phase,
    script: &mut Script<'_>,
) {
    let mut next: Option<&String> = None;
    for value in after.iter().rev() {
        if !before.contains(value) {
            let place = next.map_or(Place::Last, |next| Place::Before(next.clone()));
            let add = Statement::AddValue { ty: name.to_owned(), value: value.clone(), place };
            script.add(phase, name, "", add);
        }
        next = Some(value);
    }
}

/// Another type takes the name; the columns change over by way of their text, and a row with a
/// value that is gone makes it fail.
fn replace(name: &str, values: &[String], script: &mut Script<'_>) {
    let sql = Sql(script.backend);
    let old = old_name(name);
    let mut statements = vec![
        Statement::RenameType { from: name.to_owned(), to: old.clone() },
        Statement::CreateType { name: name.to_owned(), values: values.to_vec() },
    ];
    let mut leaves = false;
    let mut again = Vec::new();
    for (table, definition) in &script.before.tables {
        let after = script.after.tables.get(table);
        let (drop, create) = comparing(name, table, [Some(definition), after], script.backend);
        statements.splice(0..0, drop);
        again.extend(create);
        for column in definition.columns.iter().filter(|column| is_of(&column.ty, name)) {
            // One that goes in the same migration goes with its old values.
            let Some(to) = after.and_then(|table| table.column(&column.name)) else {
                leaves = true;
                continue;
            };
            // Another default, or none, comes with the column's own change.
            let keeps_default = column.default == to.default;
            statements.push(change_over(name, table, column, keeps_default, sql));
        }
    }
    for statement in statements.into_iter().chain(again) {
        script.add(Phase::Enums, name, "", statement);
    }
    let phase = if leaves { Phase::DropEnums } else { Phase::Enums };
    script.add(phase, name, "", Statement::DropType { name: old });
}

/// The same where the rest of the migration is rolled back already.
fn replace_early(name: &str, values: &[String], script: &mut Script<'_>) {
    let sql = Sql(script.backend);
    let old = old_name(name);
    let mut statements = vec![
        Statement::RenameType { from: name.to_owned(), to: old.clone() },
        Statement::CreateType { name: name.to_owned(), values: values.to_vec() },
    ];
    for (table, definition) in &script.after.tables {
        let both = [Some(definition), Some(definition)];
        let (drop, create) = comparing(name, table, both, script.backend);
        statements.splice(0..0, drop);
        let columns = definition.columns.iter().filter(|column| is_of(&column.ty, name));
        statements.extend(columns.map(|column| change_over(name, table, column, true, sql)));
        statements.extend(create);
    }
    statements.push(Statement::DropType { name: old });
    for statement in statements {
        script.add(Phase::EarlyEnums, name, "", statement);
    }
}

fn old_name(name: &str) -> String {
    let (schema, plain) = parts(name);
    qualified(schema.as_deref(), &format!("{plain}__old"))
}

/// The checks, and the indexes on a condition or an expression, that may compare a column of the
/// enum with one of its values: no column gets another type under them, so that they go before and
/// come back after. Those that the migration itself changes do that by themselves.
fn comparing(
    name: &str,
    table: &str,
    [before, after]: [Option<&Table>; 2],
    backend: Backend,
) -> (Vec<Statement>, Vec<Statement>) {
    let (Some(before), Some(after)) = (before, after) else { return Default::default() };
    let sql = Sql(backend);
    let columns: Vec<&Column> =
        before.columns.iter().filter(|column| is_of(&column.ty, name)).collect();
    let compares =
        |of: &Expression| columns.iter().any(|column| of.names(&column.name) != Some(false));
    let (mut drop, mut create) = (Vec::new(), Vec::new());
    for check in &before.checks {
        let Some(of) = check.name.as_ref().filter(|_| after.checks.contains(check)) else {
            continue;
        };
        if compares(&check.expression) {
            let (of, expression) = (sql.name(of), check.expression.inner());
            drop.push(sql.alter(table, &format!("DROP CONSTRAINT {of}")));
            create.push(sql.alter(table, &format!("ADD CONSTRAINT {of} CHECK ({expression})")));
        }
    }
    for index in &before.indexes {
        let is_kept =
            after.indexes.iter().any(|of| of.name == index.name && of.is_defined_as(index));
        if is_kept && index.expressions().any(compares) {
            drop.push(Statement::DropIndex {
                table: table.to_owned(),
                name: escaped(backend, &index.name),
            });
            create.push(define::index(backend, table, index));
        }
    }
    (drop, create)
}

/// Gives a column the type that has taken the name.
fn change_over(
    name: &str,
    table: &str,
    column: &Column,
    keeps_default: bool,
    sql: Sql,
) -> Statement {
    let mut actions = Vec::new();
    let alter = |action: String| format!("ALTER COLUMN {} {action}", sql.name(&column.name));
    if column.default.is_some() {
        actions.push(alter("DROP DEFAULT".to_owned()));
    }
    let (array, ty) = (if column.ty.ends_with("[]") { "[]" } else { "" }, sql.table(name));
    actions.push(alter(format!(
        "TYPE {ty}{array} USING {}::text{array}::{ty}{array}",
        sql.name(&column.name)
    )));
    if let Some(default) = column.default.as_ref().filter(|_| keeps_default) {
        actions.push(alter(format!("SET DEFAULT {default}")));
    }
    sql.alter(table, &actions.join(", "))
}

/// Whether a column's type is the enum, or an array of it.
pub(crate) fn is_of(ty: &str, name: &str) -> bool {
    canonical(ty.trim_end_matches("[]")) == name
}
