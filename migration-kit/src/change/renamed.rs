//! Indexes and constraints that have another name and are the same otherwise: the changes of a
//! table go in, and those that drop one and create its like come out as one change of both. Where
//! the server has words for it, what was renamed is not built again.

use std::collections::BTreeSet;

use super::{Change, Changed, is_replaced};
use crate::dialect::change::Alter;
use crate::schema::{Check, Definition, Index, Part, Unique};

/// The changes, with what was renamed as one change.
pub(super) fn paired(alter: Option<&dyn Alter>, changes: Vec<Change>) -> Vec<Change> {
    let keeps_indexes = alter.is_some_and(Alter::keeps_uniques_as_indexes);
    let mut changes = changes;
    let mut at = 0;
    while let Some(new) = changes.get(at) {
        let found = changes.iter().enumerate().find_map(|(place, old)| {
            let same = same_kind(old, new).or_else(|| as_index(old, new).filter(|_| keeps_indexes));
            Some((place, same?))
        });
        let Some((old, renamed)) = found else {
            at += 1;
            continue;
        };
        changes.remove(old);
        at -= usize::from(old < at);
        match is_nothing(&renamed) {
            true => _ = changes.remove(at),
            false => {
                changes[at] = renamed;
                at += 1;
            }
        }
    }
    changes
}

/// The changes, with what was renamed as two of them where a column of it is made anew: it goes
/// with the old one.
pub(super) fn apart(changes: Vec<Change>) -> Vec<Change> {
    let replaced: BTreeSet<(String, String)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Column(change) => {
                let (old, new) = (change.before.as_ref()?, change.after.as_ref()?);
                is_replaced(old, new).then(|| (change.table.clone(), new.name.clone()))
            }
            _ => None,
        })
        .collect();
    let mut result = Vec::new();
    for change in changes {
        let goes = change.renamed_object().is_some()
            && replaced.iter().any(|(table, column)| change.leads_to(table, column));
        match goes {
            true => result.extend(change.halves()),
            false => result.push(change),
        }
    }
    result
}

impl Change {
    /// What drops it, and what creates it.
    pub(super) fn halves(self) -> Vec<Self> {
        match self {
            Self::PrimaryKey(of) => of.halves().map(Self::PrimaryKey).into(),
            Self::Unique(of) => of.halves().map(Self::Unique).into(),
            Self::Index(of) => of.halves().map(Self::Index).into(),
            Self::Check(of) => of.halves().map(Self::Check).into(),
            other => vec![other],
        }
    }

    /// Whether what it makes cannot be without that column.
    fn leads_to(&self, table: &str, column: &str) -> bool {
        match self {
            Self::Unique(of) => {
                of.table == table && of.after.as_ref().is_some_and(|of| of.has_column(column))
            }
            Self::Index(of) => {
                of.table == table && of.after.as_ref().is_some_and(|of| of.may_name(column))
            }
            Self::Check(of) => {
                let names = |of: &Check| of.expression.may_name(column);
                of.table == table && of.after.as_ref().is_some_and(names)
            }
            _ => false,
        }
    }

    /// The old and the new name of an index or a constraint that has another one, and is the same
    /// otherwise.
    pub(super) fn renamed_object(&self) -> Option<(String, String)> {
        match self {
            Self::Unique(of) => of.renamed(|of| Some(of.object_name())),
            Self::Index(of) => of.renamed(|of| Some(of.name.clone())),
            Self::ForeignKey(of) => of.renamed(|of| of.name.clone()),
            Self::Check(of) => of.renamed(|of| of.name.clone()),
            _ => None,
        }
    }
}

impl<T> Changed<T> {
    /// What drops it, and what creates it.
    fn halves(self) -> [Self; 2] {
        let table = self.table.clone();
        [
            Self { table: self.table, before: self.before, after: None },
            Self { table, before: None, after: self.after },
        ]
    }
}

impl<T> Changed<T> {
    /// The old and the new name, where it has both and they are not the same.
    pub(crate) fn renamed(&self, name: impl Fn(&T) -> Option<String>) -> Option<(String, String)> {
        let (old, new) = (name(self.before.as_ref()?)?, name(self.after.as_ref()?)?);
        (old != new).then_some((old, new))
    }
}

fn same_kind(old: &Change, new: &Change) -> Option<Change> {
    use Definition as D;
    Some(match (old, new) {
        (Change::Unique(old), Change::Unique(new)) => {
            Change::Unique(joined(old, new, |one, other| D::Unique(one) == D::Unique(other))?)
        }
        (Change::Index(old), Change::Index(new)) => {
            Change::Index(joined(old, new, |one, other| D::Index(one) == D::Index(other))?)
        }
        (Change::ForeignKey(old), Change::ForeignKey(new)) => {
            let is_same = |one: &_, other: &_| D::ForeignKey(one) == D::ForeignKey(other);
            Change::ForeignKey(Box::new(joined(old, new, is_same)?))
        }
        // That of a column comes and goes with the definition of the column.
        (Change::Check(old), Change::Check(new)) => {
            Change::Check(joined(old, new, |one, other| {
                let is_of_column = one.column.is_some() || other.column.is_some();
                !is_of_column && D::Check(one) == D::Check(other)
            })?)
        }
        _ => return None,
    })
}

/// A unique constraint and a unique index, which are one thing where indexes keep the constraints.
fn as_index(old: &Change, new: &Change) -> Option<Change> {
    let index = |change: &Changed<Unique>| {
        let of = |unique: &Unique| Index {
            name: unique.object_name(),
            unique: true,
            parts: unique.columns.iter().map(Part::column).collect(),
            ..Index::default()
        };
        Change::Index(Changed {
            table: change.table.clone(),
            before: change.before.as_ref().map(of),
            after: change.after.as_ref().map(of),
        })
    };
    match (old, new) {
        (Change::Unique(old), Change::Index(_)) => same_kind(&index(old), new),
        (Change::Index(_), Change::Unique(new)) => same_kind(old, &index(new)),
        _ => None,
    }
}

fn is_nothing(change: &Change) -> bool {
    match change {
        Change::Index(change) => change
            .before
            .as_ref()
            .zip(change.after.as_ref())
            .is_some_and(|(old, new)| old.name == new.name && old.is_defined_as(new)),
        _ => false,
    }
}

/// One change of what the first one drops and the second one creates, if both are the same.
fn joined<T: Clone>(
    old: &Changed<T>,
    new: &Changed<T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Option<Changed<T>> {
    let (Some(before), None, None, Some(after)) =
        (&old.before, &old.after, &new.before, &new.after)
    else {
        return None;
    };
    (old.table == new.table && is_same(before, after)).then(|| Changed {
        table: new.table.clone(),
        before: Some(before.clone()),
        after: Some(after.clone()),
    })
}
