//! What a flag may name. In: both schemas of every backend. Out: whether there is such a thing, or
//! a sentence that says what there is instead, with near names first.

use std::collections::{BTreeMap, BTreeSet};

use strsim::jaro_winkler;

use super::OnBackend;
use crate::names::part;
use crate::schema::{Meaning, Schema, Table, parts};

/// How many names a sentence lists.
const LISTED: usize = 8;

/// Names on the side of the migrations and on that of the entities.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub before: BTreeSet<String>,
    pub after: BTreeSet<String>,
}

impl Names {
    pub(super) fn contains(&self, name: &str) -> bool {
        self.before.contains(name) || self.after.contains(name)
    }

    fn added(&self) -> impl Iterator<Item = &String> {
        self.after.difference(&self.before)
    }

    fn removed(&self) -> impl Iterator<Item = &String> {
        self.before.difference(&self.after)
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.before.union(&self.after)
    }
}

/// Everything that there is on any backend.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub tables: Names,
    /// By table.
    columns: BTreeMap<String, Names>,
    /// Indexes and constraints, by table.
    others: BTreeMap<String, Names>,
    /// The values of enums, by the name of their type.
    pub enums: BTreeMap<String, Names>,
}

/// One side of a comparison.
#[derive(Clone, Copy)]
enum Of {
    Before,
    After,
}

impl Of {
    fn names(self, names: &mut Names) -> &mut BTreeSet<String> {
        match self {
            Self::Before => &mut names.before,
            Self::After => &mut names.after,
        }
    }
}

impl Known {
    pub(super) fn on(all: &[OnBackend]) -> Self {
        let mut known = Self::default();
        for on in all {
            known.add(&on.before, Of::Before);
            known.add(&on.after, Of::After);
            let renamed = on.renames.apply(on.backend, &on.before);
            // What has no name is known by its columns, which may be called otherwise now.
            for (name, table) in &renamed.tables {
                known.others.entry(name.clone()).or_default().before.extend(others(table));
            }
            // An enum goes by the name that the entities give it, also where a catalog has none.
            for (table, column, values) in renamed.enum_columns() {
                let new = on.after.tables.get(table).and_then(|table| table.column(&column.name));
                if let Some(Meaning::Enum { name, .. }) =
                    new.and_then(|column| column.meaning.as_ref())
                {
                    known
                        .enums
                        .entry(name.clone())
                        .or_default()
                        .before
                        .extend(values.iter().cloned());
                }
            }
        }
        known
    }

    fn add(&mut self, schema: &Schema, side: Of) {
        for (name, table) in &schema.tables {
            side.names(&mut self.tables).insert(name.clone());
            let columns = table.columns.iter().map(|column| column.name.clone());
            side.names(self.columns.entry(name.clone()).or_default()).extend(columns);
            side.names(self.others.entry(name.clone()).or_default()).extend(others(table));
        }
        for (name, values) in &schema.enums {
            side.names(self.enums.entry(name.clone()).or_default()).extend(values.iter().cloned());
        }
        for (_, column, values) in schema.enum_columns() {
            if let Some(Meaning::Enum { name, .. }) = &column.meaning {
                side.names(self.enums.entry(name.clone()).or_default())
                    .extend(values.iter().cloned());
            }
        }
    }

    /// The columns of a table, under any of the names that it may have had.
    pub(super) fn columns(&self, table: &str, origins: &[String]) -> Names {
        joined(&self.columns, table, origins)
    }

    /// The indexes and constraints of a table, likewise.
    pub(super) fn others(&self, table: &str, origins: &[String]) -> Names {
        joined(&self.others, table, origins)
    }

    /// Whether a table belongs to both sides.
    pub(super) fn is_on_both_sides(&self, table: &str) -> bool {
        self.tables.before.contains(table) && self.tables.after.contains(table)
    }

    /// Whether columns or tables went while others came, so that there may be a rename that nobody
    /// has decided on yet.
    pub(super) fn may_be_renamed(&self) -> bool {
        let moved =
            |names: &Names| names.added().next().is_some() && names.removed().next().is_some();
        let new_table = self.tables.added().next().is_some();
        new_table || self.columns.values().any(moved)
    }

    /// Whether there is something in a schema of that name.
    pub(super) fn has_schema(&self, name: &str) -> bool {
        let (_, name) = parts(name);
        self.tables.all().chain(self.enums.keys()).any(|of| parts(of).0.as_ref() == Some(&name))
    }

    /// That there is no such table.
    pub(super) fn no_table(&self, name: &str) -> String {
        let mut text = format!("there is no table {name}; ");
        match list(name, self.tables.all(), str::to_owned) {
            Some(tables) => text.push_str(&format!("there are: {tables}")),
            None => text.push_str("there is none"),
        }
        if let Some(enums) = list(name, self.enums.keys(), str::to_owned) {
            text.push_str(&format!("; enums: {enums}"));
        }
        text
    }
}

/// That `of` has no column or value of that name; `first` is what such a name is most often meant
/// for.
pub(super) fn no_member(
    of: &str,
    kind: &str,
    name: &str,
    names: &Names,
    first: First,
    others: &Names,
) -> String {
    let mut text = format!("{of} has no {kind} {name}");
    let (word, first): (_, Vec<&String>) = match first {
        First::New => ("new", names.added().chain(others.added()).collect()),
        First::Gone => ("gone", names.removed().chain(others.removed()).collect()),
    };
    if let Some(list) = list(name, first.iter().copied(), part) {
        text.push_str(&format!("; {word}: {list}"));
    }
    let rest = names.all().chain(others.all()).filter(|name| !first.contains(name));
    if let Some(list) = list(name, rest, part) {
        text.push_str(&format!("; there are: {list}"));
    }
    text
}

/// What is listed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// What only the entities have.
    New,
    /// What only the migrations have.
    Gone,
}

/// Names with commas between them, those that are like `name` first; none when there are none.
fn list<'n>(
    name: &str,
    names: impl Iterator<Item = &'n String>,
    shown: impl Fn(&str) -> String,
) -> Option<String> {
    let mut names: Vec<&String> = names.collect();
    if names.is_empty() {
        return None;
    }
    let likeness = |other: &str| jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
    names.sort();
    names.dedup();
    // Equal ones stay in the order of their letters.
    names.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    let more = names.len().saturating_sub(LISTED);
    let listed: Vec<String> = names.iter().take(LISTED).map(|name| shown(name)).collect();
    let listed = listed.join(", ");
    Some(if more > 0 { format!("{listed}, … ({more} more)") } else { listed })
}

fn joined(of: &BTreeMap<String, Names>, table: &str, origins: &[String]) -> Names {
    let mut names = of.get(table).cloned().unwrap_or_default();
    for origin in origins {
        names
            .before
            .extend(of.get(origin).into_iter().flat_map(|names| names.before.iter().cloned()));
    }
    names
}

/// Whether something of that name goes with what becomes of a table. On MySQL a unique constraint
/// may have the name of a column, and goes by itself.
pub(super) fn goes(before: &Table, after: Option<&Table>, name: &str) -> bool {
    let has_column = |table: &Table| table.column(name).is_some();
    let has_other = |table: &Table| others(table).any(|other| other == name);
    (has_column(before) && !after.is_some_and(has_column))
        || (has_other(before) && !after.is_some_and(has_other))
}

/// Whether a table has a column, an index or a constraint of that name.
pub(super) fn has(table: &Table, name: &str) -> bool {
    table.column(name).is_some() || others(table).any(|other| other == name)
}

/// The names of a table's indexes and constraints.
fn others(table: &Table) -> impl Iterator<Item = String> + '_ {
    let indexes = table.indexes.iter().map(|index| index.name.clone());
    let uniques = table.uniques.iter().map(|unique| unique.object_name());
    let keys =
        table.foreign_keys.iter().flat_map(|key| [Some(key.object_name()), key.known_as.clone()]);
    let checks = table.checks.iter().map(|check| check.object_name());
    let primary = table.primary_key_name.iter().cloned();
    let exclusions = table.exclusions.iter().map(|exclusion| exclusion.index.name.clone());
    let keys = keys.flatten();
    indexes.chain(uniques).chain(keys).chain(checks).chain(primary).chain(exclusions)
}
