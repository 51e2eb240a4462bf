//! Adding, changing and dropping columns on a server. SQLite's part is in `sqlite`.

use super::cast::{grows_in_place, using};
use super::split::volatile_default;
use super::{Changed, Phase, Script, Split, define, primary_key, switch};
use crate::Backend;
use crate::schema::{Column, Identity, Meaning};
use crate::statement::{ColumnDef, Online, Sql, Statement, Ty};

pub(super) fn lower(change: &Changed<Column>, script: &mut Script<'_>) {
    let table = &change.table;
    match (&change.before, &change.after) {
        (None, Some(column)) => add(table, column, script),
        (Some(column), None) => drop(table, column, script),
        (Some(before), Some(after)) if is_replaced(before, after) => {
            let drop = Statement::DropColumn { table: table.clone(), column: before.name.clone() };
            script.add(Phase::ModifyColumns, table, &after.name, drop);
            let column = define::column(script.backend, script.after, table, after);
            let add = Statement::AddColumn { table: table.clone(), column };
            script.add(Phase::ModifyColumns, table, &after.name, add);
        }
        (Some(before), Some(after))
            if script.switches.contains(&(table.clone(), after.name.clone())) =>
        {
            switch::lower(table, before, after, script);
        }
        (Some(before), Some(after)) => modify(table, before, after, script),
        (None, None) => {}
    }
}

/// Whether the column is made anew: the expression of a generated column cannot be changed. One
/// that is stored can become a plain column and keeps its values.
pub(crate) fn is_replaced(before: &Column, after: &Column) -> bool {
    before.generated != after.generated && !(after.generated.is_none() && before.is_stored())
}

/// MySQL does it without a copy of the table, or refuses; elsewhere it is the plain statement.
fn drop(table: &str, column: &Column, script: &mut Script<'_>) {
    let about = column.name.clone();
    let statement = match script.split {
        Split::Never => Statement::DropColumn { table: table.to_owned(), column: about.clone() },
        _ => {
            Statement::Online(Online::DropColumn { table: table.to_owned(), column: about.clone() })
        }
    };
    if script.is_of_old_key(table, &about) {
        script.add(Phase::SwitchKeyColumns, table, &about, statement);
        // One that numbers itself takes no NULL, and nobody has to write it.
        if !column.nullable && !define::is_numbered(script.backend, table, column) {
            open(table, column, script);
        }
        return;
    }
    script.add(Phase::DropColumns, table, &about, statement);
    // What `up` has filled and closed behind its transaction is opened before that of `down`.
    let filled = script.filled_by_up.get(&(table.to_owned(), about.clone())).cloned();
    let volatile = || volatile_default(script.backend, column);
    if let Some(value) = filled.or_else(volatile)
        && script.takes_online(table)
        && !column.nullable
        && script.of_up().fills_online(table, &about, &value)
    {
        open(table, column, script);
    }
}

fn add(table: &str, column: &Column, script: &mut Script<'_>) {
    let backend = script.backend;
    let definition = define::column(backend, script.after, table, column);
    let about = column.name.as_str();
    let fill = script.fills.get(&(table.to_owned(), column.name.clone())).cloned();
    let volatile = || volatile_default(backend, column);
    if let Some(value) = fill.clone().or_else(volatile)
        && script.fills_online(table, about, &value)
    {
        return add_and_fill(table, column, definition, value, script);
    }
    if script.is_of_old_key(table, about) {
        return bring_back(table, column, definition, fill, script);
    }
    let Some(value) = fill else {
        // What is computed, numbered or checked means looking at every row on MySQL.
        let simple = definition.generated.is_none()
            && !definition.auto_increment
            && definition.check.is_none();
        let table_name = table.to_owned();
        let statement = match simple && script.in_use(table) {
            true => Statement::Online(Online::AddColumn { table: table_name, column: definition }),
            false => Statement::AddColumn { table: table_name, column: definition },
        };
        script.add(Phase::AddColumns, table, about, statement);
        comment(table, column, Phase::AddColumns, script);
        return;
    };
    let empty = ColumnDef { nullable: true, ..definition.clone() };
    script.add(
        Phase::AddColumns,
        table,
        about,
        Statement::AddColumn { table: table.to_owned(), column: empty },
    );
    comment(table, column, Phase::AddColumns, script);
    let fill = Statement::Fill {
        table: table.to_owned(),
        column: about.to_owned(),
        value,
        only_null: false,
    };
    script.add(Phase::Fill, table, about, fill);
    if !column.nullable {
        let statement = Statement::ModifyColumn { table: table.to_owned(), column: definition };
        script.add(Phase::ModifyColumns, table, about, statement);
    }
}

/// PostgreSQL, `down`: a column of the old key is there again, with values, before the key is.
fn bring_back(
    table: &str,
    column: &Column,
    definition: ColumnDef,
    fill: Option<String>,
    script: &mut Script<'_>,
) {
    let about = column.name.as_str();
    let named = script.renames.old_table(table);
    let is_numbered = define::is_numbered(script.backend, table, column);
    let first = ColumnDef { nullable: !is_numbered, ..definition };
    let add = Online::AddColumn { table: table.to_owned(), column: first };
    script.add(Phase::SwitchKeyColumns, table, about, Statement::Online(add));
    if column.comment.is_some() {
        let statement = define::column_comment(script.backend, &named, column);
        script.add(Phase::SwitchKeyColumns, table, about, statement);
    }
    if let Some(value) = fill {
        let fill =
            Statement::Fill { table: named, column: about.to_owned(), value, only_null: false };
        script.add(Phase::SwitchKeyColumns, table, about, fill);
    }
    if !column.nullable && !is_numbered {
        close(table, column, script);
    }
}

/// A column that existing rows get a value for: empty, then with its default, which new rows take
/// from then on, and then the old ones are filled while others write.
fn add_and_fill(
    table: &str,
    column: &Column,
    definition: ColumnDef,
    value: String,
    script: &mut Script<'_>,
) {
    let (backend, about, sql) = (script.backend, column.name.as_str(), Sql(script.backend));
    let of = || table.to_owned();
    let with_default = ColumnDef { nullable: true, ..definition.clone() };
    let empty = ColumnDef { default: None, ..with_default.clone() };
    let add = Statement::Online(Online::AddColumn { table: of(), column: empty });
    script.add(Phase::AddColumns, table, about, add);
    comment(table, column, Phase::AddColumns, script);
    if let Some(default) = &column.default {
        let set = match backend {
            Backend::MySql => {
                Statement::Online(Online::ModifyColumn { table: of(), column: with_default })
            }
            Backend::Sqlite | Backend::Postgres => {
                sql.alter_column(table, about, &format!("SET DEFAULT {default}"))
            }
        };
        script.add(Phase::AddColumns, table, about, set);
    }
    let fill = Online::Backfill { table: of(), column: about.to_owned(), value, only_with: None };
    script.add(Phase::OnlineFill, table, about, Statement::Online(fill));
    if !column.nullable {
        close(table, column, script);
    }
}

/// Online: the column takes no NULL any more, and is what it is to be.
fn close(table: &str, column: &Column, script: &mut Script<'_>) {
    let (of, about) = (table.to_owned(), column.name.clone());
    let statement = match script.backend {
        Backend::MySql => {
            let definition = define::column(script.backend, script.after, table, column);
            match has_hidden_default(column) {
                true => Statement::ModifyColumn { table: of, column: definition },
                false => Statement::Online(Online::ModifyColumn { table: of, column: definition }),
            }
        }
        Backend::Sqlite | Backend::Postgres => {
            Statement::Online(Online::SetNotNull { table: of, column: about.clone() })
        }
    };
    script.add(Phase::OnlineNotNull, table, &about, statement);
}

/// MariaDB: a point in time that takes no NULL has the current one for its default, so the table is
/// copied.
fn has_hidden_default(column: &Column) -> bool {
    column.ty.starts_with("timestamp")
}

/// Online: a column of `before` takes NULL, and is as it was otherwise.
fn open(table: &str, column: &Column, script: &mut Script<'_>) {
    let statement = match script.backend {
        Backend::MySql => {
            let column = define::column(script.backend, script.before, table, column);
            let column = ColumnDef { nullable: true, ..column };
            Online::ModifyColumn { table: table.to_owned(), column }
        }
        Backend::Sqlite | Backend::Postgres => {
            Online::DropNotNull { table: table.to_owned(), column: column.name.clone() }
        }
    };
    script.add(Phase::OnlineNull, table, &column.name, Statement::Online(statement));
}

fn comment(table: &str, column: &Column, phase: Phase, script: &mut Script<'_>) {
    if script.backend == Backend::Postgres && column.comment.is_some() {
        let statement = define::column_comment(script.backend, table, column);
        script.add(phase, table, &column.name, statement);
    }
}

fn modify(table: &str, before: &Column, after: &Column, script: &mut Script<'_>) {
    let backend = script.backend;
    let old = define::column(backend, script.before, table, before);
    let mut new = define::column(backend, script.after, table, after);
    let about = after.name.as_str();
    let retyped = before.ty != after.ty;
    let apart = script.nullability_is_online(table, before, after);
    if let Some(value) = script.fills.get(&(table.to_owned(), after.name.clone())).cloned()
        && before.nullable
        && !after.nullable
    {
        let (table_name, column) = (table.to_owned(), about.to_owned());
        if apart && !retyped && script.fills_online(table, about, &value) {
            let fill = Online::Backfill { table: table_name, column, value, only_with: None };
            script.add(Phase::OnlineFill, table, about, Statement::Online(fill));
        } else {
            let fill = Statement::Fill { table: table_name, column, value, only_null: true };
            script.add(Phase::Fill, table, about, fill);
        }
    }
    // What is online comes behind the transaction of `up`, and before that of `down`.
    let (before, after) = match (apart, after.nullable) {
        (false, _) => (before.clone(), after.clone()),
        (true, true) => {
            open(table, before, script);
            (Column { nullable: true, ..before.clone() }, after.clone())
        }
        (true, false) => {
            close(table, after, script);
            new.nullable = true;
            (before.clone(), Column { nullable: true, ..after.clone() })
        }
    };
    let (before, after) = (&before, &after);
    if apart && is_all_the_same(before, after) {
        return;
    }
    if backend == Backend::MySql {
        rename_values(table, before, &old, &new, script);
        new.auto_increment &= !primary_key::changes(table, script);
        let in_place = script.in_use(table)
            && (!retyped || grows_in_place(before, after))
            && before.identity == after.identity
            && before.generated == after.generated
            && before.collation == after.collation
            && (!before.nullable || after.nullable || !has_hidden_default(after))
            && new.check.is_none()
            && old.check.is_none();
        let statement = match in_place {
            true => {
                Statement::Online(Online::ModifyColumn { table: table.to_owned(), column: new })
            }
            false => Statement::ModifyColumn { table: table.to_owned(), column: new },
        };
        script.add(Phase::ModifyColumns, table, about, statement);
        return;
    }
    let sql = Sql(backend);
    let default_goes = before.default.is_some() && (after.default.is_none() || retyped);
    if default_goes {
        script.add(
            Phase::ModifyColumns,
            table,
            about,
            sql.alter_column(table, about, "DROP DEFAULT"),
        );
    }
    if before.generated.is_some() && after.generated.is_none() {
        script.add(
            Phase::ModifyColumns,
            table,
            about,
            sql.alter_column(table, about, "DROP EXPRESSION"),
        );
    }
    if before.identity.is_some() && before.identity != after.identity {
        script.add(
            Phase::ModifyColumns,
            table,
            about,
            sql.alter_column(table, about, "DROP IDENTITY"),
        );
    }
    let redefaulted = before.default != after.default && after.default.is_some();
    let changes = retyped || before.nullable != after.nullable || redefaulted;
    // A type that is said once more is looked at by whoever reads the migration, and by linters.
    let quick = script.in_use(table) && !retyped && before.generated == after.generated;
    if quick && before.nullable != after.nullable {
        let action = if after.nullable { "DROP NOT NULL" } else { "SET NOT NULL" };
        script.add(Phase::ModifyColumns, table, about, sql.alter_column(table, about, action));
    }
    if let Some(default) = after.default.as_ref().filter(|_| quick && redefaulted) {
        let action = format!("SET DEFAULT {default}");
        script.add(Phase::ModifyColumns, table, about, sql.alter_column(table, about, &action));
    }
    if changes && !quick {
        // sea-query glues on what comes last, and PostgreSQL takes each of it apart.
        new.extra = None;
        new.auto_increment = false;
        if let Some(using) = using(before, after, sql).filter(|_| before.ty != after.ty) {
            let action = format!("TYPE {} USING {using}", after.ty);
            script.add(Phase::ModifyColumns, table, about, sql.alter_column(table, about, &action));
        }
        let statement = Statement::ModifyColumn { table: table.to_owned(), column: new };
        script.add(Phase::ModifyColumns, table, about, statement);
    }
    // A type that is said without a collation takes the default one.
    if before.collation != after.collation || (changes && !quick && after.collation.is_some()) {
        let collation = after.collation.as_deref().unwrap_or("default");
        let action = format!("TYPE {} COLLATE {}", after.ty, sql.name(collation));
        script.add(Phase::ModifyColumns, table, about, sql.alter_column(table, about, &action));
    }
    if after.identity.is_some() && before.identity != after.identity {
        let kind = if after.identity == Some(Identity::Always) { "ALWAYS" } else { "BY DEFAULT" };
        let action = format!("ADD GENERATED {kind} AS IDENTITY");
        script.add(Phase::ModifyColumns, table, about, sql.alter_column(table, about, &action));
    }
    if old.comment != after.comment {
        let statement = define::column_comment(backend, table, after);
        script.add(Phase::ModifyColumns, table, about, statement);
    }
}

/// Whether nothing but its nullability changes, which is told apart.
fn is_all_the_same(before: &Column, after: &Column) -> bool {
    let of = |column: &Column| Column { nullable: true, meaning: None, ..column.clone() };
    of(before) == of(after)
}

/// MySQL: old values of an enum become new ones while the column can hold both.
fn rename_values(
    table: &str,
    before: &Column,
    old: &ColumnDef,
    new: &ColumnDef,
    script: &mut Script<'_>,
) {
    let case = script.cases.get(&(table.to_owned(), new.name.clone())).cloned();
    let (Some(value), Some(Meaning::Enum { values, .. })) = (case, &before.meaning) else { return };
    let Ty::Enum { name, values: after } = &new.ty else { return };
    let both = values
        .iter()
        .chain(after.iter().filter(|value| !values.contains(value)))
        .cloned()
        .collect();
    let ty = Ty::Enum { name: name.clone(), values: both };
    let wide = ColumnDef { ty, name: new.name.clone(), ..old.clone() };
    let widen = Statement::ModifyColumn { table: table.to_owned(), column: wide };
    script.add(Phase::Enums, table, &new.name, widen);
    let fill = Statement::Fill {
        table: table.to_owned(),
        column: new.name.clone(),
        value,
        only_null: false,
    };
    script.add(Phase::Fill, table, &new.name, fill);
}
