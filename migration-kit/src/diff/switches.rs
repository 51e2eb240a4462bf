//! `--online`: which columns get their new type by way of a new column, and what is in the way of
//! it.

use std::fmt::Write as _;

use super::unused::Refused;
use super::{OnBackend, Resolutions};
use crate::Backend;
use crate::Error;
use crate::change::{
    self, Change, Renames, Switches, can_carry_index, can_carry_unique, is_replaced, new_name,
    trigger_name,
};
use crate::dialect::{Postgres, compare, retype};
use crate::schema::{Column, Expression, Index, Meaning, Schema, Table, Unique, member};

/// A column whose new type writes the table again.
struct Rewritten<'s> {
    table: &'s str,
    old: &'s Column,
    new: &'s Column,
}

/// The columns that can be switched.
pub(super) fn possible(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    renames: &Renames,
    resolutions: &Resolutions,
) -> Switches {
    let possible = rewritten(backend, changes)
        .filter(|of| resolutions.online && obstacle(of, before, after, renames).is_none());
    possible.map(|of| (of.table.to_owned(), of.new.name.clone())).collect()
}

impl Resolutions {
    /// Refuses `--online` where no type writes a table again.
    pub(super) fn refuse_online(&self, on: &[OnBackend]) -> Result<(), Error> {
        let any = on.iter().any(|on| rewritten(on.backend, &on.changes).next().is_some());
        if !self.online || any {
            return Ok(());
        }
        let why = "no column gets a type for which PostgreSQL writes its table again";
        Err(Refused::unused("--online", why).error(std::iter::empty()))
    }

    /// The same, and refuses it where a type writes a table again of a column that cannot be
    /// switched.
    pub(super) fn refuse_switches(&self, on: &[OnBackend]) -> Result<(), Error> {
        self.refuse_online(on)?;
        if !self.online {
            return Ok(());
        }
        let mut message = String::new();
        for on in on {
            let before = on.renames.apply(on.backend, &on.before);
            for of in rewritten(on.backend, &on.changes) {
                if let Some(obstacle) = obstacle(&of, &before, &on.after, &on.renames) {
                    let name = member(of.table, &of.new.name);
                    let _ = write!(
                        message,
                        "{}{name}, {obstacle}",
                        if message.is_empty() { "" } else { "; " }
                    );
                }
            }
        }
        if message.is_empty() {
            return Ok(());
        }
        Err(Error::Decision {
            message: format!("a new column cannot take the place of {message}"),
            hint: HINT.to_owned(),
        })
    }
}

const HINT: &str = "nothing was written; without --online the table is written again while nobody else may read it. \
    Or by hand: take what is in the way out of the entity, `generate`, change the type with --online, put it back and \
    `generate` once more; where it cannot be missed meanwhile, `generate NAME --empty` makes a blank migration for a new column, \
    plan.backfill(…), what belongs to it once more (online), and then the exchange of the names";

fn rewritten(backend: Backend, changes: &[Change]) -> impl Iterator<Item = Rewritten<'_>> {
    changes.iter().filter_map(move |change| {
        let Change::Column(change) = change else { return None };
        let (old, new) = (change.before.as_ref()?, change.after.as_ref()?);
        let of = Rewritten { table: &change.table, old, new };
        let is_written = compare::of(backend).exchanges_columns()
            && !is_replaced(old, new)
            && retype::of(backend).rewrites(&old.ty, &new.ty);
        is_written.then_some(of)
    })
}

/// What would be lost with the old column, or could not be said of the new one.
fn obstacle(
    of: &Rewritten<'_>,
    before: &Schema,
    after: &Schema,
    renames: &Renames,
) -> Option<String> {
    let both = [before, after];
    let tables =
        before.tables.get(of.table).zip(after.tables.get(of.table)).map(<[&Table; 2]>::from);
    let of_columns = of_columns(of, renames).or_else(|| of_names(of, &both));
    let of_tables = || {
        let tables = tables?;
        tables.into_iter().find_map(|table| of_table(of, table, tables, renames))
    };
    let read = || {
        let reader = change::reader(before, of.table, &of.old.name)?;
        Some(format!("which the {reader} reads"))
    };
    of_columns.or_else(read).or_else(of_tables).or_else(|| {
        both.into_iter().flat_map(Schema::foreign_keys).find_map(|(child, key)| {
            let is_parent = key.parent == of.table && key.parent_columns.contains(&of.new.name);
            is_parent
                .then(|| format!("to which the foreign key {} of {child} leads", key.object_name()))
        })
    })
}

fn of_columns(of: &Rewritten<'_>, renames: &Renames) -> Option<String> {
    let Rewritten { table, old, new } = of;
    let is_enum = |column: &Column| matches!(column.meaning, Some(Meaning::Enum { .. }));
    let is_numbered = |column: &Column| column.identity.is_some() || column.takes_from_sequence();
    let of_both = |is: &dyn Fn(&Column) -> bool| is(old) || is(new);
    let is_renamed = renames.tables.values().any(|name| name == table)
        || renames.columns.iter().any(|((of, _), name)| of == table && *name == new.name);
    if is_renamed {
        Some("which is renamed too: do that in an earlier migration".to_owned())
    } else if old.nullable != new.nullable {
        Some("which takes NULL on one side only: change that in an earlier migration".to_owned())
    } else if of_both(&is_enum) {
        Some("which is of an enum".to_owned())
    } else if of_both(&|column| column.generated.is_some()) {
        Some("which is computed".to_owned())
    } else if of_both(&is_numbered) {
        Some("which the database numbers".to_owned())
    } else {
        None
    }
}

fn of_names(of: &Rewritten<'_>, both: &[&Schema; 2]) -> Option<String> {
    let name = new_name(&of.new.name);
    let is_taken = both
        .iter()
        .filter_map(|schema| schema.tables.get(of.table))
        .any(|table| table.column(&name).is_some());
    let is_long = |name: &str| name.len() > Postgres::NAME_BYTES;
    if is_taken {
        Some(format!("because {} has a column {name} already", of.table))
    } else if is_long(&name) || is_long(&trigger_name(of.table, &of.new.name)) {
        Some(
            "because its name and the table's leave no room for those of the new column and its trigger"
                .to_owned(),
        )
    } else {
        None
    }
}

fn of_table(
    of: &Rewritten<'_>,
    table: &Table,
    both: [&Table; 2],
    renames: &Renames,
) -> Option<String> {
    let column = &of.new.name;
    let says = |expression: &Expression| expression.may_name(column);
    let part = |kind: &str, name: &str| Some(format!("which is part of the {kind} {name}"));
    if table.partitioned {
        return Some("because the rows of its table are those of partitions".to_owned());
    }
    if table.primary_key.contains(column) {
        return Some("which is part of the primary key".to_owned());
    }
    let is_free = |name: &str| {
        let new = new_name(name);
        new.len() <= Postgres::NAME_BYTES
            && !both.into_iter().flat_map(names_of).any(|taken| taken == new)
    };
    if table.primary_key_terms.include.contains(column) {
        return Some("which the primary key stores along".to_owned());
    }
    if let Some(of) = table.exclusions.iter().find(|of| of.index.may_name(column)) {
        return part("exclusion constraint", &of.index.name);
    }
    let unique = table.uniques.iter().filter(|unique| unique.has_column(column));
    let stays = |unique: &&Unique| {
        can_carry_unique(of.table, unique, both, renames) && is_free(&unique.object_name())
    };
    if let Some(unique) = unique.into_iter().find(|unique| !stays(unique)) {
        return part("unique constraint", &unique.object_name());
    }
    if let Some(key) = table.foreign_keys.iter().find(|key| key.columns.contains(column)) {
        return part("foreign key", &key.object_name());
    }
    let in_index = |index: &&Index| {
        index.may_name(column)
            && !(can_carry_index((of.table, column), index, both, renames) && is_free(&index.name))
    };
    if let Some(index) = table.indexes.iter().find(in_index) {
        return part("index", &index.name);
    }
    if let Some(check) = table.checks.iter().find(|check| says(&check.expression)) {
        return part("check", &check.object_name());
    }
    let generated = table
        .columns
        .iter()
        .find(|other| other.generated.as_ref().is_some_and(|of| says(&of.expression)));
    generated.and_then(|other| part("generated column", &other.name))
}

/// What an index that comes along could clash with.
fn names_of(table: &Table) -> impl Iterator<Item = String> {
    let indexes = table.indexes.iter().map(|index| index.name.clone());
    indexes.chain(table.uniques.iter().map(Unique::object_name))
}
