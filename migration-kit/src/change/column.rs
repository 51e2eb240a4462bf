//! Adding, changing and dropping columns on a server. SQLite's part is in `sqlite`.

use super::{Changed, Phase, Script, Split, cast, define, numbered, primary_key, switch};
use crate::dialect::change::Alter;
use crate::dialect::column::Modified;
use crate::schema::{Column, Meaning};
use crate::statement::{ColumnDef, Online, Statement, Ty};

pub(super) fn lower(change: &Changed<Column>, alter: &dyn Alter, script: &mut Script<'_>) {
    let table = &change.table;
    match (&change.before, &change.after) {
        (None, Some(column)) => add(table, column, alter, script),
        (Some(column), None) => drop(table, column, alter, script),
        (Some(before), Some(after)) if is_replaced(before, after) => {
            let drop = Statement::DropColumn { table: table.clone(), column: before.name.clone() };
            script.add(Phase::ModifyColumns, table, &after.name, drop);
            let column = define::column(script.backend, script.after, table, after);
            let add = Statement::AddColumn { table: table.clone(), column };
            script.add(Phase::ModifyColumns, table, &after.name, add);
            if let Some(text) = after.comment.as_ref().and(alter.comment_on_column(table, after)) {
                script.add(Phase::ModifyColumns, table, &after.name, text);
            }
        }
        (Some(before), Some(after))
            if script.switches.contains(&(table.clone(), after.name.clone())) =>
        {
            switch::lower(table, (before, after), alter, script);
        }
        (Some(before), Some(after)) => modify(table, before, after, alter, script),
        (None, None) => {}
    }
}

/// Whether the column is made anew: the expression of a generated column cannot be changed. One
/// that is stored can become a plain column and keeps its values.
pub(crate) fn is_replaced(before: &Column, after: &Column) -> bool {
    before.generated != after.generated && !(after.generated.is_none() && before.is_stored())
}

/// MySQL does it without a copy of the table, or refuses; elsewhere it is the plain statement.
fn drop(table: &str, column: &Column, alter: &dyn Alter, script: &mut Script<'_>) {
    if numbered::drop(table, column, script) {
        return;
    }
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
        if !column.nullable && !define::is_numbered(script.backend, column) {
            open(table, column, alter, script);
        }
        return;
    }
    script.add_column(Phase::DropColumns, table, column, statement);
    // What `up` has filled and closed behind its transaction is opened before that of `down`.
    let filled = script.backfilled_by_up.get(&(table.to_owned(), about.clone())).cloned();
    let volatile = || alter.volatile_default(column);
    if let Some(value) = filled.or_else(volatile)
        && script.takes_online(table)
        && !column.nullable
        && !begins_behind(column, alter, script)
        && script.of_up().fills_online(table, &about, &value)
    {
        open(table, column, alter, script);
    }
}

fn add(table: &str, column: &Column, alter: &dyn Alter, script: &mut Script<'_>) {
    if numbered::add(table, column, script) {
        return;
    }
    let mut definition = define::column(script.backend, script.after, table, column);
    let about = column.name.as_str();
    let fill = script.backfills.get(&(table.to_owned(), column.name.clone())).cloned();
    if let Some(value) = fill.as_ref()
        && begins_behind(column, alter, script)
    {
        return add_and_number(table, column, definition, value, alter, script);
    }
    // With values it comes first, and numbers itself once it is a key.
    definition.auto_increment &= fill.is_none() || !alter.numbers_keys_only();
    let volatile = alter.volatile_default(column);
    if let Some(value) = fill.clone().or_else(|| volatile.clone())
        && script.fills_online(table, about, &value)
    {
        return add_and_fill(table, column, definition, value, alter, script);
    }
    if script.is_of_old_key(table, about) {
        return bring_back(table, column, definition, fill, alter, script);
    }
    let Some(value) = fill else {
        // What is computed, numbered or checked means looking at every row on MySQL, and so does a
        // value that is another one for each row.
        let simple = definition.generated.is_none()
            && volatile.is_none()
            && !definition.auto_increment
            && definition.check.is_none();
        let table_name = table.to_owned();
        let statement = match simple && script.in_use(table) {
            true => Statement::Online(Online::AddColumn { table: table_name, column: definition }),
            false => Statement::AddColumn { table: table_name, column: definition },
        };
        script.add_column(Phase::AddColumns, table, column, statement);
        if let Some(name) = alter.name_sequence(table, column) {
            script.add_column(Phase::AddColumns, table, column, name);
        }
        comment(table, column, alter, script);
        return;
    };
    let empty = ColumnDef { nullable: true, ..definition.clone() };
    let add = Statement::AddColumn { table: table.to_owned(), column: empty };
    script.add_column(Phase::AddColumns, table, column, add);
    comment(table, column, alter, script);
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

/// Whether a new column can number itself behind the values that existing rows get.
fn begins_behind(column: &Column, alter: &dyn Alter, script: &Script<'_>) -> bool {
    !alter.numbers_keys_only() && define::is_numbered(script.backend, column)
}

/// A column that numbers itself behind the values that existing rows get.
fn add_and_number(
    table: &str,
    column: &Column,
    definition: ColumnDef,
    value: &str,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let plain =
        Column { nullable: true, default: None, identity: None, sequence: None, ..column.clone() };
    let empty = define::column(script.backend, script.after, table, &plain);
    let (table_name, about) = (table.to_owned(), column.name.clone());
    let add = Statement::AddColumn { table: table_name.clone(), column: empty.clone() };
    script.add(Phase::AddColumns, table, &about, add);
    comment(table, column, alter, script);
    let fill = Statement::Fill {
        table: table_name,
        column: about,
        value: value.to_owned(),
        only_null: false,
    };
    script.add(Phase::Fill, table, &column.name, fill);
    let modified = Modified {
        table,
        before: &plain,
        after: column,
        old: &empty,
        new: definition,
        in_use: script.in_use(table),
    };
    for statement in alter.modify(modified) {
        script.add(Phase::ModifyColumns, table, &column.name, statement);
    }
}

/// PostgreSQL, `down`: a column of the old key is there again, with values, before the key is.
fn bring_back(
    table: &str,
    column: &Column,
    definition: ColumnDef,
    fill: Option<String>,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let about = column.name.as_str();
    let named = script.renames.old_table(table);
    let is_numbered = define::is_numbered(script.backend, column);
    let first = ColumnDef { nullable: !is_numbered, ..definition };
    let add = Online::AddColumn { table: table.to_owned(), column: first };
    script.add(Phase::SwitchKeyColumns, table, about, Statement::Online(add));
    if let Some(name) = alter.name_sequence(&named, column) {
        script.add(Phase::SwitchKeyColumns, table, about, name);
    }
    if column.comment.is_some()
        && let Some(statement) = alter.comment_on_column(&named, column)
    {
        script.add(Phase::SwitchKeyColumns, table, about, statement);
    }
    if let Some(value) = fill {
        let fill =
            Statement::Fill { table: named, column: about.to_owned(), value, only_null: false };
        script.add(Phase::SwitchKeyColumns, table, about, fill);
    }
    if !column.nullable && !is_numbered {
        close(table, column, alter, script);
    }
}

/// A column that existing rows get a value for: empty, then with its default, which new rows take
/// from then on, and then the old ones are filled while others write.
fn add_and_fill(
    table: &str,
    column: &Column,
    definition: ColumnDef,
    value: String,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let about = column.name.as_str();
    let of = || table.to_owned();
    let with_default = ColumnDef { nullable: true, ..definition.clone() };
    let empty = ColumnDef { default: None, ..with_default.clone() };
    let add = Statement::Online(Online::AddColumn { table: of(), column: empty });
    script.add(Phase::AddColumns, table, about, add);
    comment(table, column, alter, script);
    if let Some(default) = &column.default {
        let set = alter.set_default(table, with_default, default);
        script.add(Phase::AddColumns, table, about, set);
    }
    let fill = Online::Backfill { table: of(), column: about.to_owned(), value, only_with: None };
    script.add(Phase::OnlineFill, table, about, Statement::Online(fill));
    if !column.nullable {
        close(table, column, alter, script);
    }
}

/// Online: the column takes no NULL any more, and is what it is to be.
fn close(table: &str, column: &Column, alter: &dyn Alter, script: &mut Script<'_>) {
    let definition = define::column(script.backend, script.after, table, column);
    let statement = alter.set_not_null(table, column, definition);
    script.add(Phase::OnlineNotNull, table, &column.name, statement);
}

/// Online: a column of `before` takes NULL, and is as it was otherwise.
fn open(table: &str, column: &Column, alter: &dyn Alter, script: &mut Script<'_>) {
    let definition = define::column(script.backend, script.before, table, column);
    let statement = alter.drop_not_null(table, ColumnDef { nullable: true, ..definition });
    script.add(Phase::OnlineNull, table, &column.name, statement);
}

fn comment(table: &str, column: &Column, alter: &dyn Alter, script: &mut Script<'_>) {
    if column.comment.is_some()
        && let Some(statement) = alter.comment_on_column(table, column)
    {
        script.add_column(Phase::AddColumns, table, column, statement);
    }
}

fn modify(
    table: &str,
    before: &Column,
    after: &Column,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let backend = script.backend;
    let old = define::column(backend, script.before, table, before);
    let mut new = define::column(backend, script.after, table, after);
    let about = after.name.as_str();
    let retyped = before.ty != after.ty;
    cast::check(table, before, after, script);
    let apart = script.nullability_is_online(table, before, after);
    if let Some(value) = script.backfills.get(&(table.to_owned(), after.name.clone())).cloned()
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
            open(table, before, alter, script);
            (Column { nullable: true, ..before.clone() }, after.clone())
        }
        (true, false) => {
            close(table, after, alter, script);
            new.nullable = true;
            (before.clone(), Column { nullable: true, ..after.clone() })
        }
    };
    let (before, after) = (&before, &after);
    if apart && is_all_the_same(before, after) {
        return;
    }
    rename_values(table, before, &old, &new, script);
    if alter.numbers_keys_only() {
        new.auto_increment &= !primary_key::changes(table, script);
    }
    let in_use = script.in_use(table);
    let modified = Modified { table, before, after, old: &old, new, in_use };
    for statement in alter.modify(modified) {
        script.add(Phase::ModifyColumns, table, about, statement);
    }
}

/// Whether nothing but its nullability changes, which is told apart.
fn is_all_the_same(before: &Column, after: &Column) -> bool {
    let of = |column: &Column| Column { nullable: true, ..column.clone() };
    of(before).is_defined_as(&of(after))
}

/// Old values of an enum become new ones while the column can hold both, where they are no objects
/// of their own.
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
