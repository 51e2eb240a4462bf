//! What has to change on one backend, and the statements that change it. One file per kind of
//! object; each says what creating, changing and dropping it takes, and the inverse of a change is
//! the same change read backwards.

mod carried;
mod cast;
mod check;
mod column;
mod define;
mod dependent;
mod enumeration;
mod exclusion;
mod foreign_key;
mod index;
mod numbered;
mod primary_key;
mod rename;
mod renamed;
mod replaced;
mod split;
mod sqlite;
mod switch;
mod table;
mod tuning;
mod unique;

use std::collections::{BTreeMap, BTreeSet};

use crate::Backend;
use crate::dialect::change::{self, Alter};
use crate::schema::{
    Check, Column, Exclusion, ForeignKey, Index, Kind, Object, PrimaryKey, Schema, Table, Unique,
};
use crate::statement::{Sql, Statement};

pub(crate) use carried::{can_carry_index, can_carry_unique};
pub(crate) use cast::{impossible, is_cast_of_its_own};
pub(crate) use column::is_replaced;
pub(crate) use dependent::{in_the_way, kept, reader};
pub(crate) use enumeration::is_of;
pub use rename::Renames;
pub(crate) use split::{Part, Split};
pub(crate) use switch::{Switches, new_name, trigger_name};

/// A change of one object: what there is, and what there should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<T> {
    /// Its table.
    pub table: String,
    /// What there is; none to create it.
    pub before: Option<T>,
    /// What there should be; none to drop it.
    pub after: Option<T>,
}

impl<T> Changed<T> {
    fn inverse(self) -> Self {
        Self { table: self.table, before: self.after, after: self.before }
    }
}

/// One change. Renames come apart: see [`Renames`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Of an enum type of PostgreSQL: its values.
    Enum(Changed<Vec<String>>),
    /// Of a table as a whole, or of its comment.
    Table(Box<Changed<Table>>),
    /// Of a column.
    Column(Box<Changed<Column>>),
    /// Of a primary key.
    PrimaryKey(Changed<PrimaryKey>),
    /// Of a UNIQUE constraint.
    Unique(Changed<Unique>),
    /// Of an index.
    Index(Changed<Index>),
    /// Of a foreign key.
    ForeignKey(Box<Changed<ForeignKey>>),
    /// Of a CHECK constraint.
    Check(Changed<Check>),
    /// Of an EXCLUDE constraint.
    Exclusion(Box<Changed<Exclusion>>),
}

impl Change {
    /// The change that rolls back this one.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Enum(change) => Self::Enum(change.inverse()),
            Self::Table(change) => Self::Table(Box::new(change.inverse())),
            Self::Column(change) => Self::Column(Box::new(change.inverse())),
            Self::PrimaryKey(change) => Self::PrimaryKey(change.inverse()),
            Self::Unique(change) => Self::Unique(change.inverse()),
            Self::Index(change) => Self::Index(change.inverse()),
            Self::ForeignKey(change) => Self::ForeignKey(Box::new(change.inverse())),
            Self::Check(change) => Self::Check(change.inverse()),
            Self::Exclusion(change) => Self::Exclusion(Box::new(change.inverse())),
        }
    }

    /// Whether it makes nothing anew, and only sets what decides on no row.
    pub(crate) fn only_tunes(&self) -> bool {
        match self {
            Self::PrimaryKey(change) => tuning::tuned(change).is_some(),
            Self::Unique(change) => tuning::tuned(change).is_some(),
            Self::Index(change) => tuning::tuned(change).is_some(),
            Self::ForeignKey(change) => tuning::tuned(change).is_some(),
            Self::Check(change) => tuning::tuned(change).is_some(),
            Self::Enum(_) | Self::Table(_) | Self::Column(_) | Self::Exclusion(_) => false,
        }
    }
}

/// The order in which the statements of a migration run: what depends on something goes before it
/// changes and comes back after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    EarlyEnums,
    CheckConversions,
    DropDependents,
    DropForeignKeys,
    DropIndexes,
    DropConstraints,
    RenameTables,
    RenameColumns,
    CreateSchemas,
    Enums,
    CreateTables,
    AddColumns,
    Fill,
    DropPrimaryKeys,
    ModifyColumns,
    DropColumns,
    AddPrimaryKeys,
    AddConstraints,
    CreateIndexes,
    AddForeignKeys,
    DropTables,
    DropEnums,
    MakeDependents,
    DependentsEnd,
    OnlineDropForeignKeys,
    OnlineDropConstraints,
    OnlineDropIndexes,
    OnlineFill,
    OnlineNotNull,
    OnlineKeyIndexes,
    OnlineConstraints,
    OnlineIndexes,
    OnlineDropKeyReferences,
    OnlinePrimaryKeys,
    OnlineOldUniques,
    OnlineNull,
    OnlineForeignKeys,
    OnlineOldIndexes,
    SwitchAnalyze,
    Switch,
    SwitchFill,
    SwitchEnd,
    SwitchKeyColumns,
}

/// Where a statement stands: by phase, then by the order of tables, then by what it is about. Equal
/// on all backends for the same change, so that their statements can be laid side by side.
pub(crate) type Place = (Phase, usize, String);

/// The statements of a migration on one backend, in their order.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub backend: Backend,
    /// What there is, with the renames done.
    pub before: &'a Schema,
    pub after: &'a Schema,
    pub backfills: &'a Backfills,
    /// The expressions that give renamed values of enums their new names, where values are no
    /// objects of their own.
    pub cases: &'a Backfills,
    /// What `up` has filled, for `down`.
    pub backfilled_by_up: &'a Backfills,
    pub split: Split,
    /// The columns that get their new type by way of a new column.
    pub switches: &'a Switches,
    pub renames: &'a Renames,
    statements: BTreeMap<Place, Vec<Statement>>,
}

/// The expressions that fill columns, by table and column.
pub type Backfills = BTreeMap<(String, String), String>;

impl Script<'_> {
    fn alter(&self) -> Option<&'static dyn Alter> {
        change::of(self.backend).alter()
    }

    /// Whether foreign keys cannot be without an index of their own columns.
    fn keys_need_an_index(&self) -> bool {
        self.alter().is_some_and(|alter| alter.keys_need_an_index())
    }

    fn add(&mut self, phase: Phase, table: &str, about: &str, statement: Statement) {
        let statement = match statement {
            Statement::Online(online) => Statement::Online(self.as_named(phase, online)),
            other => other,
        };
        self.add_at(phase, 0, &format!("{table}.{about}"), statement);
    }

    /// A column, in front of which what it is computed from comes, and behind which that goes.
    fn add_column(&mut self, phase: Phase, table: &str, column: &Column, statement: Statement) {
        let statement = match statement {
            Statement::Online(online) => Statement::Online(self.as_named(phase, online)),
            other => other,
        };
        let is_last = column.generated.is_some() == (phase == Phase::AddColumns);
        let about = format!("{table}.{}", column.name);
        self.add_at(phase, usize::from(is_last), &about, statement);
    }

    fn add_at(&mut self, phase: Phase, order: usize, about: &str, statement: Statement) {
        self.statements.entry((phase, order, about.to_owned())).or_default().push(statement);
    }
}

/// The changes between two schemas of one backend, without those of `unchanged` objects:
/// `differing` says which are not. A table or an enum that only `before` has is dropped. Pure and
/// in a fixed order.
pub(crate) fn changes(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    differing: &BTreeSet<Object>,
    renames: &Renames,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut seen = BTreeSet::new();
    for object in differing {
        let table = object.table.clone();
        match object.kind {
            Kind::Enum => {
                let of = |schema: &Schema| schema.enums.get(&table).cloned();
                changes.push(Change::Enum(Changed { before: of(before), after: of(after), table }));
            }
            Kind::Table => {
                let of = |schema: &Schema| schema.tables.get(&table).cloned();
                let change = Changed { before: of(before), after: of(after), table };
                changes.push(Change::Table(Box::new(change)));
            }
            // The objects of a whole table come and go with it.
            _ => {
                if let (Some(from), Some(to)) =
                    (before.tables.get(&table), after.tables.get(&table))
                    && seen.insert(object.clone())
                {
                    changes.extend(of_table(object, from, to));
                }
            }
        }
    }
    let alter = change::of(backend).alter();
    let changes = renamed::paired(alter, changes);
    match alter {
        Some(alter) => {
            let changes = renamed::apart(changes);
            let changes = replaced::recreate(before, after, changes);
            foreign_key::recreate(alter, before, after, changes, renames)
        }
        None => changes,
    }
}

fn of_table(object: &Object, before: &Table, after: &Table) -> Option<Change> {
    fn changed<T: Clone>(object: &Object, before: Option<&T>, after: Option<&T>) -> Changed<T> {
        Changed { table: object.table.clone(), before: before.cloned(), after: after.cloned() }
    }
    let name = &object.name;
    Some(match object.kind {
        Kind::Enum | Kind::Table => return None,
        Kind::Column => {
            Change::Column(Box::new(changed(object, before.column(name), after.column(name))))
        }
        Kind::PrimaryKey => {
            let key = |table: &Table| {
                let (columns, terms) = (table.primary_key.clone(), table.primary_key_terms.clone());
                (!columns.is_empty()).then_some(PrimaryKey { columns, terms })
            };
            Change::PrimaryKey(changed(object, key(before).as_ref(), key(after).as_ref()))
        }
        Kind::Unique => {
            let of =
                |table: &'_ Table| table.uniques.iter().find(|u| u.object_name() == *name).cloned();
            Change::Unique(changed(object, of(before).as_ref(), of(after).as_ref()))
        }
        Kind::Index => {
            let of = |table: &'_ Table| table.indexes.iter().find(|i| i.name == *name).cloned();
            Change::Index(changed(object, of(before).as_ref(), of(after).as_ref()))
        }
        Kind::ForeignKey => {
            let of = |table: &'_ Table| {
                table.foreign_keys.iter().find(|k| k.object_name() == *name).cloned()
            };
            Change::ForeignKey(Box::new(changed(object, of(before).as_ref(), of(after).as_ref())))
        }
        Kind::Check => {
            let of =
                |table: &'_ Table| table.checks.iter().find(|c| c.object_name() == *name).cloned();
            Change::Check(changed(object, of(before).as_ref(), of(after).as_ref()))
        }
        Kind::Exclusion => {
            let of =
                |table: &'_ Table| table.exclusions.iter().find(|e| e.index.name == *name).cloned();
            Change::Exclusion(Box::new(changed(object, of(before).as_ref(), of(after).as_ref())))
        }
    })
}

/// The statements that make `after` of `before`, whose renames are still to be done.
pub(crate) fn script(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    renames: &Renames,
    (backfills, cases, backfilled_by_up): (&Backfills, &Backfills, &Backfills),
    (split, switches): (Split, &Switches),
) -> BTreeMap<Place, Vec<Statement>> {
    let statements = BTreeMap::new();
    let mut script = Script {
        backend,
        before,
        after,
        backfills,
        cases,
        backfilled_by_up,
        split,
        switches,
        renames,
        statements,
    };
    renames.lower(&mut script);
    for schema in after.schemas().difference(&before.schemas()) {
        // It may be there without anything in it: whoever drops its last table leaves it alone.
        let create = format!("CREATE SCHEMA IF NOT EXISTS {}", Sql(backend).name(schema));
        script.add_at(Phase::CreateSchemas, 0, schema, Statement::Sql(create));
    }
    let alter = script.alter();
    for change in changes {
        match (change, alter) {
            (Change::Enum(change), _) => enumeration::lower(change, changes, &mut script),
            (Change::Table(change), _) => table::lower(change, changes, &mut script),
            (Change::Index(change), _) => index::lower(change, renames, &mut script),
            // The rest of a table's changes is made together.
            (_, None) => {}
            (Change::Column(change), Some(alter)) => column::lower(change, alter, &mut script),
            (Change::PrimaryKey(change), Some(alter)) => {
                primary_key::lower(change, alter, &mut script);
            }
            (Change::Unique(change), Some(alter)) => {
                unique::lower(change, renames, alter, &mut script);
            }
            (Change::ForeignKey(change), Some(alter)) => {
                foreign_key::lower(change, renames, alter, &mut script);
            }
            (Change::Check(change), Some(alter)) => {
                check::lower(change, renames, alter, &mut script);
            }
            (Change::Exclusion(change), Some(_)) => {
                exclusion::lower(change, renames, &mut script);
            }
        }
    }
    match alter {
        Some(alter) => {
            carried::lower(alter, &mut script);
            dependent::lower(changes, alter, &mut script);
        }
        None => sqlite::lower(changes, &mut script),
    }
    script.statements
}
