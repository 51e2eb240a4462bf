//! PostgreSQL's enum types: a type of its own, which can get values but never lose one.

use std::collections::BTreeSet;

use super::{Change, Changed, Phase, Script};
use crate::schema::{DefaultValue, canonical, parts, qualified};
use crate::statement::{Place, Sql, Statement};

pub(super) fn lower(change: &Changed<Vec<String>>, changes: &[Change], script: &mut Script<'_>) {
    let name = &change.table;
    match (&change.before, &change.after) {
        (None, Some(values)) => {
            let create = Statement::CreateType { name: name.clone(), values: values.clone() };
            script.add(Phase::Enums, name, "", create);
        }
        (Some(_), None) => script.add(Phase::DropEnums, name, "", Statement::DropType { name: name.clone() }),
        (Some(before), Some(after)) => {
            let added: BTreeSet<&String> = after.iter().filter(|value| !before.contains(value)).collect();
            let kept: Vec<&String> = after.iter().filter(|value| before.contains(value)).collect();
            let grows = kept.iter().copied().eq(before);
            if grows && !is_used(&added, changes) {
                add_values(name, before, after, script);
            } else {
                swap(name, after, script);
            }
        }
        (None, None) => {}
    }
}

/// Whether the step itself uses a new value, which PostgreSQL does not allow in the transaction that adds it.
fn is_used(added: &BTreeSet<&String>, changes: &[Change]) -> bool {
    let names = |text: &str| added.iter().any(|value| text.contains(value.as_str()));
    changes.iter().any(|change| match change {
        Change::Column(change) => {
            change.after.as_ref().is_some_and(|column| column.default.as_deref().is_some_and(names))
        }
        Change::Check(change) => change.after.as_ref().is_some_and(|check| names(&check.expression)),
        Change::Index(change) => {
            change.after.as_ref().is_some_and(|index| index.predicate.as_deref().is_some_and(names))
        }
        Change::Table(change) => change.after.as_ref().is_some_and(|table| {
            table.columns.iter().any(|column| column.default.as_deref().is_some_and(names))
        }),
        _ => false,
    })
}

/// From the last to the first, so that the value which a new one stands before is there already.
fn add_values(name: &str, before: &[String], after: &[String], script: &mut Script<'_>) {
    let mut next: Option<&String> = None;
    for value in after.iter().rev() {
        if !before.contains(value) {
            let place = next.map_or(Place::Last, |next| Place::Before(next.clone()));
            let add = Statement::AddValue { ty: name.to_owned(), value: value.clone(), place };
            script.add(Phase::Enums, name, "", add);
        }
        next = Some(value);
    }
}

/// Another type takes the name; the columns change over by way of their text, and a row with a value that is gone makes
/// it fail.
fn swap(name: &str, values: &[String], script: &mut Script<'_>) {
    let sql = Sql(script.backend);
    let (schema, plain) = parts(name);
    let old = qualified(schema.as_deref(), &format!("{plain}__old"));
    let mut statements = vec![
        Statement::RenameType { from: name.to_owned(), to: old.clone() },
        Statement::CreateType { name: name.to_owned(), values: values.to_vec() },
    ];
    let mut leaves = false;
    for (table, definition) in &script.before.tables {
        for column in definition.columns.iter().filter(|column| is_of(&column.ty, name)) {
            // One that goes in the same step goes with its old values.
            if script.after.tables.get(table).is_none_or(|table| table.column(&column.name).is_none()) {
                leaves = true;
                continue;
            }
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
            // A default that is gone is another one, or none, once the column's own change has come.
            let kept = column.default.as_deref().filter(|_| match column.default_value(script.backend) {
                Some(DefaultValue::Text(value)) => values.contains(&value),
                _ => true,
            });
            if let Some(default) = kept {
                actions.push(alter(format!("SET DEFAULT {default}")));
            }
            statements.push(sql.alter(table, &actions.join(", ")));
        }
    }
    for statement in statements {
        script.add(Phase::Enums, name, "", statement);
    }
    let phase = if leaves { Phase::DropEnums } else { Phase::Enums };
    script.add(phase, name, "", Statement::DropType { name: old });
}

/// Whether a column's type is the enum, or an array of it.
pub(crate) fn is_of(ty: &str, name: &str) -> bool {
    canonical(ty.trim_end_matches("[]")) == name
}
