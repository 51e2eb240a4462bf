//! What two schemas leave open, with the flags that resolve it.

use super::Resolutions;
use super::ambiguity::{Ambiguity, Choice, Open, for_a_shell};
use super::dropped::{Dropped, Kind};
use crate::Backend;
use crate::change::{Change, Changed, is_cast_of_its_own, is_replaced};
use crate::dialect::enums::{self, Kept};
use crate::schema::{Check, Column, Index, Meaning, Schema, Table, Unique, member, parts};

/// What the resolutions leave open on one backend.
pub(super) fn of(
    backend: Backend,
    before: &Schema,
    after: &Schema,
    changes: &[Change],
    resolutions: &Resolutions,
) -> Open {
    let mut open = Asked { backend, resolutions, open: Open::new() };
    for change in changes {
        open.weakened(change);
        match change {
            _ if change.only_tunes() => {}
            Change::Table(change) if change.before.is_none() => {
                open.renamed_table(&change.table, change.after.as_ref(), before, after);
            }
            Change::Column(change) => open.column(change, before, after),
            Change::PrimaryKey(change) if change.before.is_some() || change.after.is_some() => {
                open.accept(
                    &change.table,
                    &format!("the primary key of {} changes", change.table),
                    &change.table,
                );
            }
            Change::Unique(change) => {
                if let Some(unique) = &change.after {
                    open.unique(&change.table, unique, before, after);
                }
            }
            Change::Index(change) => {
                if let Some(index) = change.after.as_ref().filter(|index| index.unique) {
                    let is_same = |old: &Index| {
                        old.unique
                            && old.parts == index.parts
                            && old.predicate == index.predicate
                            && (old.nulls_not_distinct || !index.nulls_not_distinct)
                    };
                    let was = change.before.as_ref().is_some_and(|old| {
                        is_same(old) && !is_made_anew(change, index, before, after)
                    });
                    if !was {
                        open.unique(&change.table, &as_unique(index), before, after);
                    }
                }
            }
            Change::Exclusion(change) => {
                if let Some(exclusion) = &change.after {
                    open.exclusion(&change.table, exclusion, change.before.as_ref());
                }
            }
            // What holds the values of an enum is asked about with its values.
            Change::Check(change) if is_of_enum(backend, change, before) => continue,
            _ => {}
        }
        if let Some(dropped) = Dropped::of(change, before) {
            open.dropped(&dropped, changes, before, after);
        }
    }
    open.lost_values(before, after);
    open.open
}

/// Whether a column that an index may name is made anew.
fn is_made_anew(change: &Changed<Index>, index: &Index, before: &Schema, after: &Schema) -> bool {
    let tables = before.tables.get(&change.table).zip(after.tables.get(&change.table));
    tables.is_some_and(|(old, new)| {
        old.columns
            .iter()
            .filter(|column| index.may_name(&column.name))
            .any(|column| new.column(&column.name).is_some_and(|other| is_replaced(column, other)))
    })
}

/// The constraint that keeps the same rows apart.
fn as_unique(index: &Index) -> Unique {
    let mut unique = Unique { name: Some(index.name.clone()), ..Unique::default() };
    unique.columns = index.columns();
    unique.terms.nulls_not_distinct = index.nulls_not_distinct;
    unique
}

/// Whether a column takes no NULL and has nothing else to give.
pub(super) fn is_required(column: &Column) -> bool {
    !column.nullable
        && column.default.is_none()
        && column.generated.is_none()
        && column.identity.is_none()
}

/// Whether a check is what holds the values of an enum.
fn is_of_enum(backend: Backend, change: &Changed<Check>, before: &Schema) -> bool {
    let are_checks = enums::of(backend).kept() == Kept::Check;
    let Some(table) = before.tables.get(&change.table).filter(|_| are_checks) else {
        return false;
    };
    change.before.as_ref().is_some_and(|check| {
        table.columns.iter().any(|column| {
            table.enum_check(&column.name).is_some_and(|(at, _)| table.checks[at] == *check)
        })
    })
}

/// What is asked on one backend.
pub(super) struct Asked<'a> {
    pub(super) backend: Backend,
    pub(super) resolutions: &'a Resolutions,
    open: Open,
}

impl Asked<'_> {
    pub(super) fn ask(&mut self, about: String, text: String, flags: Vec<(String, &str)>) {
        let choice = |(flag, meaning): (String, &str)| Choice {
            flag: for_a_shell(flag),
            meaning: meaning.to_owned(),
        };
        let ambiguity = Ambiguity { text, flags: flags.into_iter().map(choice).collect() };
        self.open.entry(about).or_insert(ambiguity);
    }

    pub(super) fn accept(&mut self, about: &str, text: &str, of: &str) {
        if !self.resolutions.accepts_any([&of.to_owned()]) {
            self.ask(
                format!("{about} accept"),
                text.to_owned(),
                vec![(format!("--accept {of}"), "go on")],
            );
        }
    }

    /// A new table that looks like one that no entity declares any more.
    fn renamed_table(&mut self, new: &str, table: Option<&Table>, before: &Schema, after: &Schema) {
        let Some(table) = table else { return };
        let shared = |old: &Table| {
            old.columns.iter().filter(|column| table.column(&column.name).is_some()).count()
        };
        let mut alike: Vec<(&String, usize)> = before
            .tables
            .iter()
            .filter(|(old, _)| {
                !self.resolutions.desired.contains(*old) && after.tables.contains_key(*old)
            })
            .map(|(name, old)| (name, shared(old), old.columns.len().min(table.columns.len())))
            .filter(|(_, shared, least)| *shared >= 2 && 2 * shared >= *least)
            .map(|(name, shared, _)| (name, shared))
            .collect();
        // What shares most comes first.
        alike.sort_by_key(|(_, shared)| std::cmp::Reverse(*shared));
        let Some((old, _)) =
            alike.first().filter(|_| !self.resolutions.accepts_any([&new.to_owned()]))
        else {
            return;
        };
        // A move to another schema is no rename.
        let moves = |old: &str| parts(old).0 != parts(new).0;
        let mut flags: Vec<(String, &str)> = alike
            .iter()
            .filter(|(old, _)| !moves(old))
            .map(|(old, _)| {
                (format!("--rename-table {old}:{new}"), "it was renamed and keeps its rows")
            })
            .collect();
        flags.push((
            format!("--accept {new}"),
            "it is a new table, and what no entity declares is left alone",
        ));
        if alike.len() == 1 {
            flags.push((
                format!("--drop {old}"),
                "it is a new table, and the old one goes with its rows",
            ));
        }
        let by_hand =
            if moves(old) { "; moving it here would be a migration written by hand" } else { "" };
        let text = format!(
            "the table {new} is new and looks like {old}, which no entity declares{by_hand}"
        );
        self.ask(format!("0 table {new}"), text, flags);
    }

    fn column(&mut self, change: &Changed<Column>, before: &Schema, after: &Schema) {
        let table = &change.table;
        match (&change.before, &change.after) {
            (Some(column), None) => self.vanished(table, column, before, after),
            (None, Some(column)) => self.appeared(table, column),
            (Some(old), Some(new)) => self.modified(table, old, new),
            (None, None) => {}
        }
    }

    fn vanished(&mut self, table: &str, column: &Column, before: &Schema, after: &Schema) {
        let name = member(table, &column.name);
        if self.resolutions.drops_any([&name]) {
            return;
        }
        let new: Vec<&Column> = match (before.tables.get(table), after.tables.get(table)) {
            (Some(old), Some(new)) => {
                new.columns.iter().filter(|c| old.column(&c.name).is_none()).collect()
            }
            _ => Vec::new(),
        };
        let mut flags: Vec<(String, &str)> = new
            .iter()
            .map(|new| {
                (format!("--rename {name}:{}", new.name), "it was renamed and keeps its values")
            })
            .collect();
        flags.push((format!("--drop {name}"), "it goes with its values"));
        // Asked first, because a rename settles what else there is to ask about the new name.
        self.ask(
            format!("1 column {name}"),
            format!("the column {name} is in no entity any more"),
            flags,
        );
    }

    fn is_filled(&self, table: &str, column: &str) -> bool {
        let of = (table.to_owned(), column.to_owned());
        self.resolutions.backfill(self.backend, &of).is_some()
    }

    fn appeared(&mut self, table: &str, column: &Column) {
        let name = member(table, &column.name);
        let filled = self.is_filled(table, &column.name);
        if is_required(column) && !filled && !self.resolutions.accepts_any([&name]) {
            let text = format!(
                "the column {name} is new, takes no NULL and has no default: what do existing rows get?"
            );
            let flags = vec![
                (format!("--backfill {name}=SQL"), "this expression, computed for each row"),
                (format!("--accept {name}"), "there are no rows"),
            ];
            self.ask(format!("column {name}"), text, flags);
        }
    }

    fn modified(&mut self, table: &str, old: &Column, new: &Column) {
        let name = member(table, &new.name);
        let filled = self.is_filled(table, &new.name);
        if old.nullable && !new.nullable && !filled && !self.resolutions.accepts_any([&name]) {
            let flags = vec![
                (format!("--backfill {name}=SQL"), "rows without a value get this expression"),
                (format!("--accept {name}"), "every row has a value"),
            ];
            self.ask(
                format!("column {name} null"),
                format!("the column {name} takes no NULL any more"),
                flags,
            );
        }
        if is_cast_of_its_own(self.backend, old, new) && !is_of_values(old, new) {
            let text = format!(
                "the column {name} changes from {} to {}, which old values may not survive",
                old.ty, new.ty
            );
            self.accept(&format!("column {name} type"), &text, &name);
        }
        if old.generated.is_none() && new.generated.is_some() {
            let text = format!("the column {name} will be computed, and its values go");
            self.accept(&format!("column {name} generated"), &text, &name);
        }
        if new.generated.is_none() && is_replaced(old, new) {
            let text = format!(
                "the column {name} was computed when it was read, and has no values to keep"
            );
            self.accept(&format!("column {name} generated"), &text, &name);
        }
    }

    fn unique(&mut self, table: &str, unique: &Unique, before: &Schema, after: &Schema) {
        let (columns, name) = (unique.columns.as_slice(), unique.object_name());
        let nulls = unique.terms.nulls_not_distinct;
        let (Some(old), Some(new)) = (before.tables.get(table), after.tables.get(table)) else {
            return;
        };
        // A new column that is empty in every row makes every row another one.
        let is_empty = |column: &String| {
            let new = new.column(column);
            let filled = self.is_filled(table, column);
            old.column(column).is_none()
                && new.is_some_and(|new| new.nullable && new.default.is_none())
                && !filled
        };
        let same = |of: &[String]| {
            of.len() == columns.len() && of.iter().all(|column| columns.contains(column))
        };
        // What is computed otherwise has other values, which may be equal.
        let is_new = |column: &String| {
            let (old, new) = (old.column(column), new.column(column));
            old.zip(new).is_some_and(|(old, new)| is_replaced(old, new))
        };
        let was = old.uniques.iter().any(|of| {
            same(&of.columns)
                && (of.terms.nulls_not_distinct || !nulls)
                && of.words.of_columns == unique.words.of_columns
        }) || old.indexes.iter().any(|of| {
            of.is_unique_for_all() && same(&of.columns()) && (of.nulls_not_distinct || !nulls)
        });
        let was = was && !columns.iter().any(is_new);
        if was || (columns.iter().any(is_empty) && !nulls) {
            return;
        }
        let of = match columns {
            [column] => member(table, column),
            _ => member(table, &name),
        };
        if !self.resolutions.accepts_any([&of, &member(table, &name)]) {
            let list = columns.join(", ");
            let values = if nulls { "equal values or none" } else { "equal values" };
            let text = format!("{table} ({list}) becomes unique, which rows with {values} refuse");
            let flags = vec![(format!("--accept {of}"), "no two rows have equal values")];
            self.ask(format!("unique {table} ({list})"), text, flags);
        }
    }

    /// A constraint or an index that goes and that nothing comes in place of.
    fn dropped(
        &mut self,
        dropped: &Dropped<'_>,
        changes: &[Change],
        before: &Schema,
        after: &Schema,
    ) {
        let Dropped { kind, table, columns, .. } = dropped;
        let name = member(table, &dropped.name);
        if dropped.goes_with_a_column(before, after)
            || changes.iter().any(|other| dropped.is_replaced_by(other, after))
            || self.resolutions.drops_any([&name])
        {
            return;
        }
        let flags = vec![(format!("--drop {name}"), "it goes; rows stay as they are")];
        let about = match kind {
            Kind::Check => name.clone(),
            Kind::Unique | Kind::Index | Kind::ForeignKey | Kind::Exclusion => {
                format!("{table} ({})", columns.join(", "))
            }
        };
        self.ask(
            format!("{kind} {about}"),
            format!("the {kind} {name} is in no entity any more"),
            flags,
        );
    }
}

/// Whether a type changes in nothing but the values of its enum, which are asked about by
/// themselves.
fn is_of_values(old: &Column, new: &Column) -> bool {
    matches!((&old.meaning, &new.meaning), (Some(Meaning::Enum { .. }), Some(Meaning::Enum { .. })))
}
