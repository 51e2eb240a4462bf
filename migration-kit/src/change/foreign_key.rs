//! Foreign keys, on a server. SQLite's part is in `sqlite`.

use std::collections::BTreeSet;

use super::split::{covers, is_named, is_stable};
use super::tuning::{Of, tuned};
use super::{Change, Changed, Phase, Renames, Script, Split, column, define};
use crate::Backend;
use crate::dialect::change::Alter;
use crate::schema::{ForeignKey, Index, Part, Schema, Terms};
use crate::statement::{Online, Sql, Statement, escaped};

pub(super) fn lower(
    change: &Changed<ForeignKey>,
    renames: &Renames,
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let table = &change.table;
    if let Some((old, new)) = change.renamed(|key| key.name.clone())
        && let Some(rename) = alter.rename_constraint(table, &old, &new)
    {
        return script.add(Phase::ModifyColumns, table, &new, rename);
    }
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before == after
        && script.waits_for_key(table, before, renames)
    {
        let phase = match script.split {
            Split::Down => Phase::OnlineDropForeignKeys,
            _ => Phase::OnlineDropKeyReferences,
        };
        drop_online(table, before, phase, script);
        return add_online(table, after, script);
    }
    if let Some((before, after)) = tuned(change) {
        let both = [&before.terms.tuning, &after.terms.tuning];
        return script.tune(Of::Constraint, (table, &after.object_name()), both);
    }
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before != after
        && after.name.is_some()
    {
        let others = |key: &ForeignKey| ForeignKey { terms: Terms::default(), ..key.clone() };
        let both = [&before.terms, &after.terms];
        if others(before) == others(after)
            && script.validates(both, [table, &after.parent], renames)
        {
            return validate(table, before, after, script);
        }
    }
    if let Some(key) = &change.before {
        match script.takes_online(table) {
            true => drop_online(table, key, Phase::OnlineDropForeignKeys, script),
            false => drop_of(table, &renames.old_table(table), key, script),
        }
        if change.after.is_some() {
            keep_index(table, key, renames, script);
        }
    }
    if let Some(key) = &change.after {
        match script.adds_online(table) {
            true => add_online(table, key, script),
            false => add(table, key, script),
        }
    }
}

/// Its rows are looked at from now on. `down` makes it anew, because nothing else lets rows be as
/// they are again.
fn validate(table: &str, before: &ForeignKey, after: &ForeignKey, script: &mut Script<'_>) {
    if script.split == Split::Down {
        drop_online(table, before, Phase::OnlineDropForeignKeys, script);
        return add_online(table, after, script);
    }
    script.validate(Phase::OnlineForeignKeys, table, &after.object_name());
}

/// Drops a foreign key of a table that goes.
pub(super) fn drop(table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    drop_of(table, table, key, script);
}

/// The same where it is in the way of another change of its parent: what `up` has added online
/// there goes first.
pub(super) fn drop_before(table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    match script.split {
        Split::Down => drop_online(table, key, Phase::OnlineDropForeignKeys, script),
        _ => drop(table, key, script),
    }
}

/// Adds a foreign key of a table that is new, behind the other changes of its parent.
pub(super) fn add_behind(table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    match script.split {
        Split::Up => add_online(table, key, script),
        _ => add(table, key, script),
    }
}

fn drop_online(table: &str, key: &ForeignKey, phase: Phase, script: &mut Script<'_>) {
    let Some(name) = &key.name else { return };
    let drop = Online::DropForeignKey { table: table.to_owned(), name: name.clone() };
    script.add(phase, table, name, Statement::Online(drop));
    if key.own_index {
        let drop = Online::DropIndex { table: table.to_owned(), name: name.clone() };
        script.add(phase, table, name, Statement::Online(drop));
    }
}

fn add_online(table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    if script.is_partitioned(table) {
        let (phase, name) = (Phase::OnlineForeignKeys, key.object_name());
        script.add(phase, table, &name, plain(table, key, script.backend));
        return script.comment(Of::Constraint, (phase, table, &name), &key.terms.tuning);
    }
    let statement = match (define::foreign_key(script.backend, key), &key.name) {
        (Some(key), _) => Statement::Online(Online::AddForeignKey { table: table.to_owned(), key }),
        (None, Some(name)) => {
            let definition = Sql(script.backend).foreign_key(key);
            Statement::Online(Online::AddConstraint {
                table: table.to_owned(),
                name: name.clone(),
                definition,
            })
        }
        (None, None) => sql(table, key, Sql(script.backend)),
    };
    let (phase, name) = (Phase::OnlineForeignKeys, key.object_name());
    script.add(phase, table, &name, statement);
    script.comment(Of::Constraint, (phase, table, &name), &key.terms.tuning);
}

fn drop_of(table: &str, old_table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    let Some(name) = &key.name else { return };
    let name = escaped(script.backend, name);
    let drop = Statement::DropForeignKey { table: old_table.to_owned(), name: name.clone() };
    script.add(Phase::DropForeignKeys, table, &name, drop);
    if key.own_index {
        // MySQL leaves the index that it made for the key.
        let drop = Statement::DropIndex { table: old_table.to_owned(), name: name.clone() };
        script.add(Phase::DropForeignKeys, table, &name, drop);
    }
}

/// MySQL: the index that a key without a name has made bears the name of its column, and goes as
/// soon as one with a name comes, which makes one of its own. Made anew, in a statement that the
/// server does in place, it is nobody's and stays.
fn keep_index(table: &str, key: &ForeignKey, renames: &Renames, script: &mut Script<'_>) {
    let made_by_key = |index: &&Index| {
        let number = key.columns.first().and_then(|first| index.name.strip_prefix(first));
        number.is_some_and(|rest| rest.chars().all(|c| c == '_' || c.is_ascii_digit()))
            && !index.unique
            && index.parts == key.columns.iter().map(Part::column).collect::<Vec<_>>()
    };
    let indexes = |schema: &Schema| {
        schema.tables.get(table).map(|table| table.indexes.clone()).unwrap_or_default()
    };
    let (before, after) = (indexes(script.before), indexes(script.after));
    let index = before.iter().find(made_by_key).filter(|index| after.contains(index));
    let Some(index) = index.filter(|_| script.keys_need_an_index()) else { return };
    let (phase, of, columns) = match script.takes_online(table) {
        true => (Phase::OnlineDropForeignKeys, table.to_owned(), index.columns()),
        false => {
            let old = |column: &String| renames.old_column(table, column);
            let columns = key.columns.iter().map(old).collect();
            (Phase::DropForeignKeys, renames.old_table(table), columns)
        }
    };
    let (sql, name) = (Sql(script.backend), Sql(script.backend).name(&index.name));
    let again = format!("DROP INDEX {name}, ADD INDEX {name} {}", sql.names(&columns));
    script.add(phase, table, &key.object_name(), sql.alter(&of, &again));
}

pub(super) fn add(table: &str, key: &ForeignKey, script: &mut Script<'_>) {
    let statement = plain(table, key, script.backend);
    let (phase, name) = (Phase::AddForeignKeys, key.object_name());
    script.add(phase, table, &name, statement);
    script.comment(Of::Constraint, (phase, table, &name), &key.terms.tuning);
}

fn plain(table: &str, key: &ForeignKey, backend: Backend) -> Statement {
    match define::foreign_key(backend, key) {
        Some(key) => Statement::AddForeignKey { table: table.to_owned(), key },
        None => sql(table, key, Sql(backend)),
    }
}

/// For what sea-query cannot say, another database among it.
fn sql(table: &str, key: &ForeignKey, sql: Sql) -> Statement {
    let name =
        key.name.as_ref().map(|name| format!("CONSTRAINT {} ", sql.name(name))).unwrap_or_default();
    sql.alter(table, &format!("ADD {name}{}", sql.foreign_key(key)))
}

/// The changes, with the foreign keys that stay as they are and yet have to go for a moment: a
/// server does not let go of the index or the key that one needs, nor of the type of its columns.
pub(super) fn recreate(
    alter: &dyn Alter,
    before: &Schema,
    after: &Schema,
    mut changes: Vec<Change>,
    renames: &Renames,
) -> Vec<Change> {
    let again = recreated(alter, before, after, &changes, renames);
    for (table, old, new) in again {
        let is_renamed = |change: &Change| match change {
            Change::ForeignKey(change) => {
                change.table == table && change.before.as_ref() == Some(&old)
            }
            _ => false,
        };
        changes.retain(|change| !is_renamed(change));
        let change = |before, after| {
            Change::ForeignKey(Box::new(Changed { table: table.clone(), before, after }))
        };
        match old.name == new.name {
            true => changes.push(change(Some(old), Some(new))),
            // One change of both would give it the new name and leave it there.
            false => changes.extend([change(Some(old), None), change(None, Some(new))]),
        }
    }
    changes
}

/// Those keys, as they are and as they come back.
fn recreated(
    alter: &dyn Alter,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    renames: &Renames,
) -> Vec<(String, ForeignKey, ForeignKey)> {
    // What has another name and is the same otherwise goes nowhere.
    let is_renamed = |change: &&Change| match (change, change.renamed_object()) {
        (Change::ForeignKey(of), Some((old, new))) => {
            alter.rename_constraint(&of.table, &old, &new).is_some()
        }
        (_, renamed) => renamed.is_some(),
    };
    let renamed_keys: Vec<&Changed<ForeignKey>> = changes
        .iter()
        .filter(is_renamed)
        .filter_map(|change| match change {
            Change::ForeignKey(of) => Some(&**of),
            _ => None,
        })
        .collect();
    let changes: Vec<&Change> = changes.iter().filter(|change| !is_renamed(change)).collect();
    // The first columns of indexes and keys that go, and columns that do not stay as they are.
    let mut keys: BTreeSet<(&str, Vec<String>)> = BTreeSet::new();
    let mut columns: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut known: BTreeSet<(&str, String)> = BTreeSet::new();
    for change in changes.iter().filter(|change| !change.only_tunes()) {
        match change {
            Change::PrimaryKey(Changed { table, before: Some(key), .. }) => {
                _ = keys.insert((table, key.columns.clone()))
            }
            Change::Unique(Changed { table, before: Some(unique), .. }) => {
                _ = keys.insert((table, unique.columns.clone()));
            }
            Change::Index(Changed { table, before: Some(index), .. }) => {
                _ = keys.insert((table, index.columns()))
            }
            Change::Column(change) => {
                if let (Some(before), Some(after)) = (&change.before, &change.after)
                    && (column::is_replaced(before, after) || before.ty != after.ty)
                {
                    columns.insert((&change.table, &before.name));
                }
            }
            Change::ForeignKey(change) => {
                for key in [&change.before, &change.after].into_iter().flatten() {
                    known.insert((&change.table, key.object_name()));
                }
            }
            _ => {}
        }
    }
    let touched = |table: &str, of: &[String]| {
        of.iter().any(|column| columns.contains(&(table, column.as_str())))
    };
    let begins = |table: &str, of: &[String]| {
        let set: BTreeSet<&String> = of.iter().collect();
        keys.iter().any(|(at, key)| {
            *at == table && key.iter().take(of.len()).collect::<BTreeSet<_>>() == set
        })
    };
    // What is dropped behind the indexes that take its place leaves the key with one of them at
    // every moment.
    let keeps_an_index = |table: &str, of: &[String]| {
        let (Some(old), Some(new)) = (before.tables.get(table), after.tables.get(table)) else {
            return false;
        };
        let covers = |index: &Index| covers(index, of);
        let goes_last = |index: &Index| {
            !renames.touch(table) && is_stable(old, new, index) && !is_named(after, &index.name)
        };
        let comes_first =
            |index: &Index| is_stable(old, new, index) && !is_named(before, &index.name);
        let stays = |index: &Index| old.indexes.iter().any(|other| other.is_defined_as(index));
        let going = changes.iter().filter(|of| !of.only_tunes()).all(|change| match change {
            Change::PrimaryKey(Changed { table: at, before: Some(_), .. }) => at != table,
            Change::Unique(Changed { table: at, before: Some(_), .. }) => at != table,
            Change::Index(Changed { table: at, before: Some(index), .. }) => {
                at != table || !covers(index) || goes_last(index)
            }
            _ => true,
        });
        going
            && new.indexes.iter().any(|index| covers(index) && (stays(index) || comes_first(index)))
    };
    let mut recreated = Vec::new();
    for (table, definition) in &before.tables {
        let Some(target) = after.tables.get(table) else { continue };
        for key in &definition.foreign_keys {
            let name = key.object_name();
            let partner = renamed_keys
                .iter()
                .find(|of| of.table == *table && of.before.as_ref() == Some(key));
            let stays = match partner {
                Some(renamed) => renamed.after.as_ref(),
                None => target.foreign_keys.iter().find(|other| other.object_name() == name),
            };
            let parent = key.parent.clone();
            let needs = touched(table, &key.columns)
                || touched(&parent, &key.parent_columns)
                || begins(&parent, &key.parent_columns)
                || (alter.keys_need_an_index()
                    && begins(table, &key.columns)
                    && !keeps_an_index(table, &key.columns));
            if let (Some(stays), true, false) =
                (stays, needs, known.contains(&(table.as_str(), name)))
            {
                recreated.push((table.clone(), key.clone(), stays.clone()));
            }
        }
    }
    recreated
}
