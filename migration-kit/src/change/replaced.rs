//! What hangs on a column that is made anew, because what it is computed from changes: the server
//! takes it along with the old column, so it is dropped before that and comes back behind it.

use std::collections::BTreeSet;

use super::{Change, Changed, column};
use crate::schema::{PrimaryKey, Schema, Table};

/// The changes, with what stays as it is and goes with such a column.
pub(super) fn recreate(before: &Schema, after: &Schema, mut changes: Vec<Change>) -> Vec<Change> {
    let mut replaced: BTreeSet<(String, String)> = BTreeSet::new();
    for change in &changes {
        if let Change::Column(change) = change
            && let (Some(old), Some(new)) = (&change.before, &change.after)
            && column::is_replaced(old, new)
        {
            replaced.insert((change.table.clone(), new.name.clone()));
        }
    }
    let tables: BTreeSet<&String> = replaced.iter().map(|(table, _)| table).collect();
    for table in tables {
        let (Some(old), Some(new)) = (before.tables.get(table), after.tables.get(table)) else {
            continue;
        };
        let of_table = replaced.iter().filter(|(of, _)| of == table).map(|(_, name)| name);
        let columns: Vec<&String> = of_table.collect();
        let again = of_table_again(table, [old, new], &columns);
        changes = again.into_iter().fold(changes, with);
    }
    changes
}

/// What is the same before and after, by whatever name, and names one of the columns.
fn of_table_again(table: &str, [old, new]: [&Table; 2], columns: &[&String]) -> Vec<Change> {
    fn changed<T: Clone>(table: &str, old: &T, new: Option<&T>) -> Option<Changed<T>> {
        let (before, after) = (Some(old.clone()), Some(new?.clone()));
        Some(Changed { table: table.to_owned(), before, after })
    }
    let mut again = Vec::new();
    let is_of_key =
        |of: &&String| old.primary_key.contains(of) || old.primary_key_terms.include.contains(of);
    if old.primary_key == new.primary_key && columns.iter().any(is_of_key) {
        let key = |of: &Table| PrimaryKey {
            columns: of.primary_key.clone(),
            terms: of.primary_key_terms.clone(),
        };
        again.extend(changed(table, &key(old), Some(&key(new))).map(Change::PrimaryKey));
    }
    for unique in &old.uniques {
        let same = new.uniques.iter().find(|of| of.object_name() == unique.object_name());
        if columns.iter().any(|of| unique.has_column(of)) {
            again.extend(changed(table, unique, same).map(Change::Unique));
        }
    }
    for index in &old.indexes {
        let same = new.indexes.iter().find(|of| of.name == index.name);
        if columns.iter().any(|of| index.may_name(of)) {
            again.extend(changed(table, index, same).map(Change::Index));
        }
    }
    for exclusion in &old.exclusions {
        let same = new.exclusions.iter().find(|of| of.index.name == exclusion.index.name);
        if columns.iter().any(|of| exclusion.index.may_name(of)) {
            again.extend(changed(table, exclusion, same).map(|of| Change::Exclusion(Box::new(of))));
        }
    }
    for check in old.checks.iter().filter(|check| check.column.is_none()) {
        let same = new.checks.iter().find(|of| of.object_name() == check.object_name());
        if columns.iter().any(|of| check.expression.may_name(of)) {
            again.extend(changed(table, check, same).map(Change::Check));
        }
    }
    again
}

/// With one more, unless something is done to the same object already.
fn with(mut changes: Vec<Change>, again: Change) -> Vec<Change> {
    let is_known = |change: &Change| match (change, &again) {
        (Change::PrimaryKey(known), Change::PrimaryKey(of)) => known.table == of.table,
        (Change::Unique(known), Change::Unique(of)) => known.is_about_one_of(of),
        (Change::Index(known), Change::Index(of)) => known.is_about_one_of(of),
        (Change::Check(known), Change::Check(of)) => known.is_about_one_of(of),
        (Change::Exclusion(known), Change::Exclusion(of)) => known.is_about_one_of(of),
        _ => false,
    };
    match changes.iter().position(is_known) {
        None => changes.push(again),
        // What is only tuned goes with the column all the same.
        Some(at) if changes[at].only_tunes() => {
            let halves = changes.remove(at).halves();
            changes.extend(halves);
        }
        Some(_) => {}
    }
    changes
}

impl<T: PartialEq> Changed<T> {
    fn is_about_one_of(&self, other: &Self) -> bool {
        self.table == other.table
            && ((self.before.is_some() && self.before == other.before)
                || (self.after.is_some() && self.after == other.after))
    }
}
