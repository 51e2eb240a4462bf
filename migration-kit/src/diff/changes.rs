//! From both sides of every backend to what a migration has to do on each.

use std::collections::{BTreeMap, BTreeSet};

use super::ambiguities;
use super::ambiguity::{Ambiguity, merge};
use super::neutral::{is_key, neutral, required};
use super::on_backend::{OnBackend, Script};
use super::translate::translated;
use super::{Resolutions, switches, unsaid};
use crate::Backend;
use crate::change::{self, Change, Renames, Split};
use crate::dialect::compare;
use crate::dialect::definition::{self, Comments};
use crate::dialect::enums::{self, Kept};
use crate::dialect::translate;
use crate::schema::{self, ForeignKey, Hints, Kind, Object, Schema, Table};

/// The desired and the current schema of one backend.
#[derive(Clone, Debug)]
pub struct Side {
    /// The backend.
    pub backend: Backend,
    /// From the entities.
    pub desired: Schema,
    /// From the migrations.
    pub current: Schema,
}

/// What a comparison has found: what there is to do on each backend, and what only a person can
/// decide first.
#[derive(Debug)]
pub struct Compared {
    all: Vec<OnBackend>,
    open: Vec<Ambiguity>,
}

impl Compared {
    /// Every backend, as the resolutions so far make it, also one on which sea-query has no words
    /// for the changes.
    pub fn all(&self) -> &[OnBackend] {
        &self.all
    }

    /// What the resolutions leave open.
    pub fn open(&self) -> &[Ambiguity] {
        &self.open
    }

    /// What there is to do on each backend that was read, or has words for it.
    ///
    /// # Errors
    /// The ambiguities that the resolutions leave open.
    pub fn into_changes(self) -> Result<Vec<OnBackend>, Vec<Ambiguity>> {
        if !self.open.is_empty() {
            return Err(self.open);
        }
        Ok(self.all.into_iter().filter(|on| on.read || on.can_be_said()).collect())
    }
}

/// What there is to do, as [`compared`] finds it.
///
/// # Errors
/// The ambiguities that the resolutions leave open.
#[cfg(feature = "testing")]
pub fn changes(
    sides: Vec<Side>,
    unread: &[Backend],
    hints: &Hints,
    resolutions: &Resolutions,
) -> Result<Vec<OnBackend>, Vec<Ambiguity>> {
    compared(sides, unread, hints, resolutions).into_changes()
}

/// Compares both sides of every backend. The SQLite side also stands for the `unread` backends,
/// except for one on which sea-query has no words for what it says.
pub fn compared(
    sides: Vec<Side>,
    unread: &[Backend],
    hints: &Hints,
    resolutions: &Resolutions,
) -> Compared {
    let mut all = sides;
    for side in &mut all {
        side.desired = with_unmanaged(side, hints, resolutions);
    }
    align(&mut all, hints);
    let read: BTreeSet<Backend> = all.iter().map(|side| side.backend).collect();
    let is_translated = |side: &&Side| translate::of(side.backend).translation().is_none();
    if let Some(sqlite) = all.iter().find(is_translated).cloned() {
        all.extend(unread.iter().filter_map(|backend| translated(&sqlite, *backend, hints)));
    }
    let split = all.iter().any(|side| !compare::of(side.backend).has_one_writer());
    let mut result = Vec::with_capacity(all.len());
    let mut open = Vec::new();
    for Side { backend, desired: after, current: before } in all {
        let renames = resolutions.renames_on(&before, &after, &hints.renamed_from);
        let renamed = renames.apply(backend, &before);
        let differing = differing(backend, &renamed, &after);
        let changes = change::changes(backend, &renamed, &after, &differing, &renames);
        open.push((backend, ambiguities::of(backend, &renamed, &after, &changes, resolutions)));
        let cases = cases(backend, &renamed, &after, resolutions);
        let filled = resolutions.backfills_on(backend, &after);
        let backfills = (&filled, &cases, &filled);
        let switches =
            switches::possible(backend, &renamed, &after, &changes, &renames, resolutions);
        let up_split = (if split { Split::Up } else { Split::Never }, &switches);
        let up = change::script(backend, &renamed, &after, &changes, &renames, backfills, up_split);
        let down_split = (if split { Split::Down } else { Split::Never }, &switches);
        let ways = (&renames, resolutions, &filled);
        let down = inverse(backend, &before, &after, &changes, ways, down_split);
        let read = read.contains(&backend);
        result.push(OnBackend {
            backend,
            read,
            before,
            after,
            changes,
            renames,
            backfills: filled,
            without_rows: None,
            up,
            down,
        });
    }
    open.sort_by_key(|(backend, _)| compare::of(*backend).tells_of_types());
    let open = merge(open.into_iter().map(|(_, open)| open).collect());
    Compared { all: result, open }
}

/// The script that rolls back the changes.
fn inverse(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    (renames, resolutions, filled): (&Renames, &Resolutions, &change::Backfills),
    split: (Split, &change::Switches),
) -> Script {
    let back = renames.inverse();
    let renamed = back.apply(backend, after);
    let inverse = match renames.is_empty() {
        // What rolls back the changes is each change read backwards; with renames the names on the
        // way are others.
        true => changes.iter().cloned().map(Change::inverse).collect(),
        false => {
            let differing = differing(backend, &renamed, before);
            change::changes(backend, &renamed, before, &differing, &back)
        }
    };
    let reversed = Resolutions {
        renames: resolutions
            .renames
            .iter()
            .map(|((of, old), new)| ((of.clone(), new.clone()), old.clone()))
            .collect(),
        ..Resolutions::default()
    };
    let cases = cases(backend, &renamed, before, &reversed);
    let mut backfills = change::Backfills::new();
    // A column that comes back without its values gets what it can have, so that rows do not stop
    // it.
    for (table, column) in required(&renamed, before) {
        let of = &before.tables[table];
        let checked = of.checks.iter().any(|check| check.expression.may_name(&column.name));
        if let Some(value) = neutral(backend, column, checked).filter(|_| !is_key(of, &column.name))
        {
            backfills.entry((table.to_owned(), column.name.clone())).or_insert(value);
        }
    }
    // In the names that the tables have by then.
    let backfilled_by_up = filled.iter().map(|((table, column), value)| {
        let table = back.tables.get(table).unwrap_or(table).clone();
        ((table, column.clone()), value.clone())
    });
    let backfilled_by_up = backfilled_by_up.collect();
    change::script(
        backend,
        &renamed,
        before,
        &inverse,
        &back,
        (&backfills, &cases, &backfilled_by_up),
        split,
    )
}

/// The objects that are not the same.
fn differing(backend: Backend, before: &Schema, after: &Schema) -> BTreeSet<Object> {
    // Most tables are the same altogether.
    let is_other = |of: &Schema, name: &str, table: &Table| of.tables.get(name) != Some(table);
    let mut from = before.objects_of(|name, table| is_other(after, name, table));
    let mut to = after.objects_of(|name, table| is_other(before, name, table));
    if definition::of(backend).comments() == Comments::Nowhere {
        // What other backends say of them is only there for the text.
        from.retain(|object, _| {
            object.kind != Kind::Table || !after.tables.contains_key(&object.table)
        });
        to.retain(|object, _| {
            object.kind != Kind::Table || !before.tables.contains_key(&object.table)
        });
    }
    from.keys()
        .chain(to.keys())
        .filter(|object| from.get(object) != to.get(object))
        .cloned()
        .collect()
}

/// What the entities want, with the tables and enums that they do not know of left as they are.
fn with_unmanaged(side: &Side, hints: &Hints, resolutions: &Resolutions) -> Schema {
    let Side { backend, desired, current } = side;
    let mut wanted = desired.clone();
    // What is renamed is so for them too.
    let renamed =
        resolutions.renames_on(current, desired, &hints.renamed_from).apply(*backend, current);
    for (name, table) in &renamed.tables {
        if !resolutions.drops.contains(name) {
            wanted.tables.entry(name.clone()).or_insert_with(|| table.clone());
        }
    }
    if compare::of(*backend).keeps_unsaid() {
        unsaid::keep(&mut wanted, &renamed);
    }
    let uses = |schema: &Schema, name: &str| {
        schema
            .tables
            .values()
            .flat_map(|table| &table.columns)
            .any(|column| change::is_of(&column.ty, name))
    };
    for (name, values) in &renamed.enums {
        // One whose last column goes or is changed goes too, and so does one that nothing has and
        // that may be dropped.
        if uses(&wanted, name) || (!uses(&renamed, name) && !resolutions.drops.contains(name)) {
            wanted.enums.entry(name.clone()).or_insert_with(|| values.clone());
        }
    }
    let renames = resolutions.renames_on(current, desired, &hints.renamed_from);
    wanted.dependents = change::kept(&wanted, current, &renames);
    wanted
}

/// Lets the backends learn from each other, and from the entities, what they cannot tell by
/// themselves.
fn align(sides: &mut [Side], hints: &Hints) {
    let mut wanted: Vec<_> =
        sides.iter_mut().map(|side| (side.backend, &mut side.desired)).collect();
    schema::resolve(&mut wanted, &hints.types);
    name_foreign_keys(&mut wanted, hints);
    let mut there: Vec<_> =
        sides.iter_mut().map(|side| (side.backend, &mut side.current)).collect();
    schema::resolve(&mut there, &hints.types);
    name_foreign_keys(&mut there, hints);
}

/// SQLite has no names of foreign keys.
fn name_foreign_keys(sides: &mut [(Backend, &mut Schema)], hints: &Hints) {
    let mut names: BTreeMap<(String, Vec<String>), String> = hints.foreign_keys.clone();
    let id = |table: &str, key: &ForeignKey| (table.to_owned(), key.columns.clone());
    for (_, schema) in sides.iter() {
        for (table, key) in schema.foreign_keys() {
            if let Some(name) = &key.name {
                names.insert(id(table, key), name.clone());
            }
        }
    }
    for (_, schema) in sides.iter_mut() {
        for (name, table) in &mut schema.tables {
            for key in table.foreign_keys.iter_mut().filter(|key| key.name.is_none()) {
                key.known_as = names.get(&id(name, key)).cloned().or(key.known_as.take());
            }
        }
    }
}

/// The expressions that give an enum's values their new names, where the backend has no type to
/// rename them in.
fn cases(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    resolutions: &Resolutions,
) -> change::Backfills {
    let mut all = change::Backfills::new();
    let sql = crate::statement::Sql(backend);
    let are_types = enums::of(backend).kept() == Kept::OwnType;
    for (table, column, from) in before.enum_columns().filter(|_| !are_types) {
        let new = after.tables.get(table).and_then(|table| table.column(&column.name));
        let Some(schema::Meaning::Enum { name: ty, values }) =
            new.and_then(|column| column.meaning.as_ref())
        else {
            continue;
        };
        let cases: String = resolutions
            .renamed_values(ty, from, values)
            .iter()
            .map(|(old, new)| format!(" WHEN {} THEN {}", sql.text(Some(old)), sql.text(Some(new))))
            .collect();
        if !cases.is_empty() {
            let name = sql.name(&column.name);
            let case = format!("CASE {name}{cases} ELSE {name} END");
            all.insert((table.clone(), column.name.clone()), case);
        }
    }
    all
}
