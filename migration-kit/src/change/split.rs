//! Which changes run with the tables in use.
//!
//! The changes come apart into up to four migrations: values of enums that the rest uses, which
//! PostgreSQL takes only when they were committed; what is over in a moment, in a transaction; what
//! has to look at rows, online; and what takes the place of something once its rows are filled.
//! `down` runs them the other way round, so what rolls back a part of `up` is of the same part:
//! what `up` adds online, `down` takes away online, and what `up` takes away in the transaction
//! comes back in one. So each of the parts can be rolled back and applied again by itself.

use std::collections::BTreeSet;

use super::{Phase, Renames, Script};
use crate::schema::{Column, Expression, ForeignKey, Index, Meaning, Schema, Table, Terms};
use crate::statement::{Online, Sql, Statement};

/// Whether the changes are split into several migrations, and for which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Split {
    /// Not at all: nobody is locked out of an SQLite database for longer by one migration than by
    /// two.
    #[default]
    Never,
    /// This is `up`.
    Up,
    /// This is `down`.
    Down,
}

/// A part of the changes, which is a migration of its own, in the order of `up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Values,
    Transaction,
    Online,
    Switch,
}

impl Phase {
    /// The part in which it runs.
    pub(crate) fn part(self) -> Part {
        match self {
            Self::EarlyEnums => Part::Values,
            Self::SwitchAnalyze
            | Self::Switch
            | Self::SwitchFill
            | Self::SwitchEnd
            | Self::SwitchKeyColumns => Part::Switch,
            phase if phase >= Self::OnlineDropForeignKeys => Part::Online,
            _ => Part::Transaction,
        }
    }
}

/// Whether each column of an index is the same before and after.
pub(super) fn is_stable(before: &Table, after: &Table, index: &Index) -> bool {
    mentioned(index, before.columns.iter().chain(&after.columns)).all(|column| {
        match (before.column(&column.name), after.column(&column.name)) {
            (Some(old), Some(new)) => is_same(old, new),
            _ => false,
        }
    })
}

/// Whether a foreign key of these columns can do with the index.
pub(super) fn covers(index: &Index, columns: &[String]) -> bool {
    let first: BTreeSet<String> = index.columns().into_iter().take(columns.len()).collect();
    index.predicate.is_none() && first == columns.iter().cloned().collect()
}

/// The columns that an index names.
fn mentioned<'c>(
    index: &Index,
    columns: impl Iterator<Item = &'c Column>,
) -> impl Iterator<Item = &'c Column> {
    columns.filter(move |column| index.may_name(&column.name))
}

/// Whether something that an index makes has the name.
pub(super) fn is_named(schema: &Schema, name: &str) -> bool {
    schema.tables.values().any(|table| {
        table.indexes.iter().any(|index| index.name == name)
            || table.uniques.iter().any(|unique| unique.object_name() == name)
            || table.exclusions.iter().any(|exclusion| exclusion.index.name == name)
            || table.foreign_keys.iter().any(|key| key.own_index && key.object_name() == name)
    })
}

impl<'a> Script<'a> {
    /// The other way of `down`, without statements.
    pub(super) fn of_up(&self) -> Script<'a> {
        Script {
            before: self.after,
            after: self.before,
            split: Split::Up,
            statements: std::collections::BTreeMap::new(),
            ..*self
        }
    }

    /// Whether rows may be in the table and others at it: it is there before and after, by whatever
    /// name.
    pub(super) fn in_use(&self, table: &str) -> bool {
        self.split != Split::Never
            && self.before.tables.contains_key(table)
            && self.after.tables.contains_key(table)
    }

    /// A statement with the names that its table and its column have by then: what rolls back a
    /// rename comes behind what rolls back the part that ran online, and what there is to roll back
    /// is said in the names behind it.
    pub(super) fn as_named(&self, phase: Phase, mut statement: Online) -> Online {
        if self.split == Split::Down
            && phase.part() >= Part::Online
            && let Some((table, columns)) = statement.names_mut()
        {
            for column in columns {
                *column = self.renames.old_column(table, column);
            }
            *table = self.renames.old_table(table);
        }
        statement
    }

    /// Whether what is added to a table is added online: by `up`. What `down` adds is what `up`
    /// took away in its transaction.
    pub(super) fn adds_online(&self, table: &str) -> bool {
        self.split == Split::Up && self.in_use(table)
    }

    /// Whether the rows of a table are those of partitions: PostgreSQL then has no CONCURRENTLY,
    /// takes no index for a constraint and, before version 18, checks a foreign key at once
    /// (manual, CREATE INDEX and ALTER TABLE).
    pub(super) fn is_partitioned(&self, table: &str) -> bool {
        [self.before, self.after]
            .into_iter()
            .filter_map(|schema| schema.tables.get(table))
            .any(|table| table.partitioned)
    }

    /// Whether what is taken away from a table is something that `up` has added online.
    pub(super) fn takes_online(&self, table: &str) -> bool {
        self.split == Split::Down && self.in_use(table)
    }

    /// Whether a constraint stays but for its rows, which are looked at from now on, and nothing
    /// else happens to what it is about, a table and its parent. What rolls that back is online
    /// too.
    pub(super) fn validates(
        &self,
        [before, after]: [&Terms; 2],
        tables: [&String; 2],
        renames: &Renames,
    ) -> bool {
        let (old, new) = match self.split {
            Split::Never => return false,
            Split::Up => (before, after),
            Split::Down => (after, before),
        };
        let stays = |table: &&String| {
            let both = self.before.tables.get(*table).zip(self.after.tables.get(*table));
            let parts = |of: &Table| {
                let Table { columns, primary_key, uniques, indexes, .. } = of.clone();
                (columns, primary_key, uniques, indexes)
            };
            !renames.touch(table) && both.is_some_and(|(old, new)| parts(old) == parts(new))
        };
        old.not_valid
            && !new.not_valid
            && old.untuned() == Terms { not_valid: true, ..new.untuned() }
            && old.tuning == new.tuning
            && tables.iter().all(stays)
    }

    /// Has the rows looked at that were there before a constraint, while others write.
    pub(super) fn validate(&mut self, phase: Phase, table: &str, name: &str) {
        let sql = Sql(self.backend);
        let text =
            format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", sql.table(table), sql.name(name));
        self.add(phase, table, name, Statement::Online(Online::Sql(text)));
    }

    /// Whether an index is dropped online, or comes back so: each of its columns is the same before
    /// and after, so it can be there whatever else the migration has done.
    pub(super) fn index_stays_possible(
        &self,
        table: &str,
        index: &Index,
        renames: &Renames,
    ) -> bool {
        let (Some(before), Some(after)) =
            (self.before.tables.get(table), self.after.tables.get(table))
        else {
            return false;
        };
        self.in_use(table)
            && !renames.touch(table)
            && is_stable(before, after, index)
            && mentioned(index, before.columns.iter().chain(&after.columns))
                .all(|column| !self.is_filled(table, &column.name))
    }

    /// Whether an index that is dropped online goes behind the new ones: so readers always have
    /// one, and so has a foreign key of MySQL. A name that is used again is free before.
    pub(super) fn index_goes_last(&self, table: &str, index: &Index, renames: &Renames) -> bool {
        // One that MySQL makes by itself for a key comes only where no other is there.
        let is_left = |key: &ForeignKey| {
            let of = self.after.tables.get(table).into_iter().flat_map(|table| &table.indexes);
            !covers(index, &key.columns) || of.into_iter().any(|index| covers(index, &key.columns))
        };
        let keys = self.after.tables.get(table).into_iter().flat_map(|table| &table.foreign_keys);
        self.index_stays_possible(table, index, renames)
            && !is_named(self.after, &index.name)
            && (!self.keys_need_an_index() || keys.into_iter().all(is_left))
    }

    fn is_filled(&self, table: &str, column: &str) -> bool {
        let key = (table.to_owned(), column.to_owned());
        self.backfills.contains_key(&key)
            || self.backfilled_by_up.contains_key(&key)
            || self.cases.contains_key(&key)
    }

    /// Whether rows can be filled behind the transaction, and no key of the transaction needs the
    /// values.
    pub(super) fn fills_online(&self, table: &str, column: &str, value: &str) -> bool {
        self.can_wait(table, value) && (!self.is_of_key(table, column) || self.key_is_online(table))
    }

    /// Whether nothing in the expression that fills a column is gone behind the transaction.
    pub(super) fn can_wait(&self, table: &str, value: &str) -> bool {
        let value = Expression::new(self.backend, value);
        let gone = self.before.tables.iter().any(|(name, before)| {
            let after = self.after.tables.get(name);
            let changed = |column: &Column| {
                after
                    .and_then(|table| table.column(&column.name))
                    .is_none_or(|new| new.ty != column.ty)
            };
            (after.is_none() && value.has_word(&crate::schema::parts(name).1))
                || before.columns.iter().filter(|column| value.has_word(&column.name)).any(changed)
        });
        self.adds_online(table) && !gone
    }

    /// Whether a column belongs to the primary key, before or after.
    pub(super) fn is_of_key(&self, table: &str, column: &str) -> bool {
        let is_key = |table: Option<&Table>| {
            table.is_some_and(|table| table.primary_key.iter().any(|name| name == column))
        };
        is_key(self.before.tables.get(table)) || is_key(self.after.tables.get(table))
    }

    /// Whether a column stops taking NULL, or starts, online and not with the rest of its
    /// definition. `up` has to set it so, because that is to look at every row; and what rolls it
    /// back goes with it. A column of a primary key that is exchanged online takes NULL before or
    /// behind that.
    pub(super) fn nullability_is_online(
        &self,
        table: &str,
        before: &Column,
        after: &Column,
    ) -> bool {
        let (open, closed) = match self.split {
            Split::Never => return false,
            Split::Up => (before, after),
            Split::Down => (after, before),
        };
        self.in_use(table)
            && match self.is_of_key(table, &after.name) {
                true => self.key_is_online(table) && open.nullable != closed.nullable,
                false => open.nullable && !closed.nullable,
            }
            && before.generated.is_none()
            && after.generated.is_none()
            && before.identity == after.identity
            && before.serial_sequence().is_some() == after.serial_sequence().is_some()
    }
}

/// Whether an index on a column is the same one, with its old rows and its new ones.
fn is_same(old: &Column, new: &Column) -> bool {
    let values = |column: &Column| match &column.meaning {
        Some(Meaning::Enum { values, .. }) => values.clone(),
        _ => Vec::new(),
    };
    old.ty == new.ty
        && old.nullable == new.nullable
        && old.generated == new.generated
        && old.collation == new.collation
        && values(old) == values(new)
}
