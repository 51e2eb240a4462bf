//! Another primary key, on a server. SQLite's part is in `sqlite`.
//!
//! On PostgreSQL a table in use gets it online: its index is built while others write, and takes
//! the old key's place in a moment. What the old key alone had for a column goes behind that, and
//! `down` brings it back before. Foreign keys that reference it go for that moment only, if the
//! columns that they are about stay as they are.

use super::tuning::{Of, of_new, tuned};
use super::{Changed, Phase, Renames, Script, Split, define};
use crate::dialect::change::Alter;
use crate::schema::{ForeignKey, Meaning, PrimaryKey, Schema, Table, Terms, parts};
use crate::statement::{Online, Sql, Statement};

pub(super) fn lower(change: &Changed<PrimaryKey>, alter: &dyn Alter, script: &mut Script<'_>) {
    let table = &change.table;
    if let Some((before, after)) = tuned(change) {
        let (name, both) = (name(table, script.after), [&before.terms.tuning, &after.terms.tuning]);
        return script.tune(Of::Constraint, (table, &name), both);
    }
    if script.key_is_online(table) {
        return exchange(change, script);
    }
    if alter.numbers_keys_only() {
        renumber(table, script);
    }
    if change.before.is_some() && !script.key_is_with_column(false, table) {
        let drop = alter.drop_primary_key(table, &name(table, script.before));
        script.add(Phase::DropPrimaryKeys, table, "", drop);
    }
    if let Some(key) = &change.after
        && !script.key_is_with_column(true, table)
    {
        let name = script.after.tables.get(table).and_then(|of| of.primary_key_name.as_deref());
        let add = alter.add_primary_key(table, name, key);
        script.add(Phase::AddPrimaryKeys, table, "", add);
        if let Some(name) = name {
            let text =
                of_new(Of::Constraint, (table, name), &key.terms.tuning, Sql(script.backend));
            if let Some(text) = text {
                script.add(Phase::AddPrimaryKeys, table, "", Statement::Sql(text));
            }
        }
    }
}

fn exchange(change: &Changed<PrimaryKey>, script: &mut Script<'_>) {
    let (table, old) = (&change.table, name(&change.table, script.before));
    let Some(PrimaryKey { columns, .. }) = change.after.clone() else {
        let drop = Online::DropPrimaryKey { table: table.clone(), name: old };
        return script.add(Phase::OnlinePrimaryKeys, table, "", Statement::Online(drop));
    };
    let name = name(table, script.after);
    let build = Online::BuildPrimaryKey {
        table: table.clone(),
        name: name.clone(),
        columns: columns.clone(),
    };
    script.add(Phase::OnlineKeyIndexes, table, "", Statement::Online(build));
    let set = Online::SetPrimaryKey { table: table.clone(), old, name, columns };
    script.add(Phase::OnlinePrimaryKeys, table, "", Statement::Online(set));
}

/// What the key of a table is called, or would be.
fn name(table: &str, schema: &Schema) -> String {
    let name = schema.tables.get(table).and_then(|table| table.primary_key_name.clone());
    name.unwrap_or_else(|| format!("{}_pkey", parts(table).1))
}

impl Script<'_> {
    /// Whether `up` gives a table its primary key online, and `down` leads back so: where the
    /// backend exchanges keys, its columns are no expressions, and neither key says more.
    pub(super) fn key_is_online(&self, table: &str) -> bool {
        if self.split == Split::Down {
            return self.of_up().key_is_online(table);
        }
        let (Some(before), Some(after)) =
            (self.before.tables.get(table), self.after.tables.get(table))
        else {
            return false;
        };
        let column = |of: &Table, name: &String| of.column(name).cloned();
        // An enum that goes with the column goes before it could.
        let can_go = |name: &String| {
            column(before, name).is_some_and(|old| {
                old.generated.is_none()
                    && (column(after, name).is_some()
                        || !matches!(old.meaning, Some(Meaning::Enum { .. })))
            })
        };
        let can_come =
            |name: &String| column(after, name).is_some_and(|new| new.generated.is_none());
        self.alter().is_some_and(|alter| alter.exchanges_primary_keys())
            && self.adds_online(table)
            && !self.is_partitioned(table)
            && !after.primary_key.is_empty()
            && before.primary_key != after.primary_key
            && [before, after].iter().all(|of| of.primary_key_terms == Terms::default())
            && before.primary_key.iter().all(can_go)
            && after.primary_key.iter().all(can_come)
    }

    /// Whether `up` drops a column that the old key needs until there is another one.
    pub(super) fn is_of_old_key(&self, table: &str, column: &str) -> bool {
        let (old, new) = match self.split {
            Split::Down => (self.after, self.before),
            _ => (self.before, self.after),
        };
        let has = |schema: &Schema| {
            schema.tables.get(table).is_some_and(|of| of.column(column).is_some())
        };
        let is_key = |table: &Table| table.primary_key.iter().any(|name| name == column);
        self.key_is_online(table) && old.tables.get(table).is_some_and(is_key) && !has(new)
    }

    /// Whether the columns become the primary key online: what kept their rows apart until then
    /// goes behind that.
    pub(super) fn becomes_key(&self, table: &str, columns: &[String]) -> bool {
        self.split == Split::Up && self.key_is_online(table) && is_key(self.after, table, columns)
    }

    /// Whether they stop being it, on the way back.
    pub(super) fn was_key(&self, table: &str, columns: &[String]) -> bool {
        self.split == Split::Down
            && self.key_is_online(table)
            && is_key(self.before, table, columns)
    }

    /// Whether a foreign key that stays as it is goes for the moment in which its parent's key is
    /// exchanged, and for no other reason.
    pub(super) fn waits_for_key(&self, table: &str, key: &ForeignKey, renames: &Renames) -> bool {
        let (Some(before), Some(after)) =
            (self.before.tables.get(&key.parent), self.after.tables.get(&key.parent))
        else {
            return false;
        };
        let form = |schema: &Schema, table: &str, name: &String| {
            schema
                .tables
                .get(table)?
                .column(name)
                .map(|column| (column.ty.clone(), column.generated.clone()))
        };
        let stays = |table: &str, columns: &[String]| {
            columns
                .iter()
                .all(|name| form(self.before, table, name) == form(self.after, table, name))
        };
        let is_same = |columns: &[String]| {
            columns.len() == key.parent_columns.len()
                && key.parent_columns.iter().all(|name| columns.contains(name))
        };
        // What `up` takes away in its transaction, or online before the exchange, may be what the
        // key leans on.
        let (old, new) = match self.split {
            Split::Down => (after, before),
            _ => (before, after),
        };
        let goes_before = old.uniques.iter().any(|unique| {
            is_same(&unique.columns) && !new.uniques.contains(unique) && !is_same(&new.primary_key)
        }) || old
            .indexes
            .iter()
            .any(|index| index.unique && is_same(&index.columns()) && !new.indexes.contains(index));
        self.key_is_online(&key.parent)
            && !renames.touch(table)
            && !renames.touch(&key.parent)
            && stays(table, &key.columns)
            && stays(&key.parent, &key.parent_columns)
            && !goes_before
    }
}

/// Whether the columns are the table's key, in whatever order.
fn is_key(schema: &Schema, table: &str, columns: &[String]) -> bool {
    let key = schema.tables.get(table).map_or(&[][..], |table| &table.primary_key);
    key.len() == columns.len() && key.iter().all(|name| columns.contains(name))
}

/// Whether a table gets another primary key.
pub(super) fn changes(table: &str, script: &Script<'_>) -> bool {
    let key = |table: Option<&Table>| {
        table.map(|table| (table.primary_key.clone(), table.primary_key_terms.untuned()))
    };
    key(script.before.tables.get(table)) != key(script.after.tables.get(table))
}

/// Where a column can only number itself while it is a key: it stops before the key goes and starts
/// when it is there.
fn renumber(table: &str, script: &mut Script<'_>) {
    let numbered = |schema: &Schema| {
        let columns =
            schema.tables.get(table).map(|table| table.columns.clone()).unwrap_or_default();
        columns.into_iter().filter(|column| column.identity.is_some()).collect::<Vec<_>>()
    };
    for (schema, phase, on) in
        [(script.before, Phase::Fill, false), (script.after, Phase::AddConstraints, true)]
    {
        if script.key_is_with_column(on, table) {
            continue;
        }
        for column in numbered(schema) {
            let mut definition = define::column(script.backend, schema, table, &column);
            definition.auto_increment = on;
            let statement = Statement::ModifyColumn { table: table.to_owned(), column: definition };
            script.add(phase, table, &column.name, statement);
        }
    }
}
