//! SQLite's `PRAGMA foreign_key_check` before and after a change: old orphans do not block, new ones fail the change.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The query behind it (<https://www.sqlite.org/pragma.html#pragma_foreign_key_check>): child, parent, orphans.
pub(crate) const CHECK: &str =
    "SELECT \"table\", parent, CAST(count(*) AS TEXT) FROM pragma_foreign_key_check GROUP BY 1, 2";

/// How many rows of a child table miss their row in a parent table. Counted and not listed, because a rebuild may
/// give rows new rowids. `None` when the database cannot be checked: a foreign key refers to a table or a key that
/// does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Violations(Option<BTreeMap<(String, String), u64>>);

impl Violations {
    /// Takes the rows of [`CHECK`], or the error that it gave.
    pub(crate) fn of(rows: Result<Vec<[Option<String>; 3]>, DbErr>) -> Self {
        Self(rows.ok().map(|rows| {
            rows.into_iter()
                .map(|[child, parent, count]| {
                    let pair = (child.unwrap_or_default(), parent.unwrap_or_default());
                    (pair, count.and_then(|count| count.parse().ok()).unwrap_or_default())
                })
                .collect()
        }))
    }
}

/// Checks the whole database.
pub(crate) async fn violations(db: &impl ConnectionTrait) -> Result<Violations, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, CHECK)).await;
    let rows = rows.and_then(|rows| {
        rows.iter()
            .map(|row| Ok([row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?]))
            .collect()
    });
    Ok(Violations::of(rows))
}

/// Fails when the change made orphans, naming the tables.
pub(crate) fn compare(before: &Violations, after: &Violations) -> Result<(), DbErr> {
    let (before, after) = match (&before.0, &after.0) {
        (Some(before), Some(after)) => (before, after),
        // It could not be checked before either.
        (None, _) => return Ok(()),
        (Some(_), None) => {
            return Err(DbErr::Migration(
                "after it a foreign key refers to a table, or to a key of a table, that does not exist"
                    .to_owned(),
            ));
        }
    };
    let more: Vec<String> = after
        .iter()
        .filter_map(|((child, parent), count)| {
            let new = count
                .saturating_sub(before.get(&(child.clone(), parent.clone())).copied().unwrap_or_default());
            (new > 0).then(|| format!("{new} of {child} without their {parent}"))
        })
        .collect();
    // As many as before under another name: a table with old orphans was renamed.
    let renamed = before.values().sum::<u64>() == after.values().sum::<u64>();
    if more.is_empty() || renamed {
        return Ok(());
    }
    Err(DbErr::Migration(format!("it leaves rows that violate a foreign key: {}", more.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(pairs: &[(&str, &str, u64)]) -> Violations {
        Violations(Some(pairs.iter().map(|(c, p, n)| (((*c).to_owned(), (*p).to_owned()), *n)).collect()))
    }

    fn check(before: &[(&str, &str, u64)], after: &[(&str, &str, u64)]) -> String {
        match compare(&violations(before), &violations(after)) {
            Ok(()) => "fine".to_owned(),
            Err(e) => crate::error::reason(&e),
        }
    }

    #[test]
    fn old_orphans_do_not_block_and_new_ones_are_named() {
        assert_eq!(check(&[], &[]), "fine");
        assert_eq!(check(&[("c", "p", 2)], &[("c", "p", 2)]), "fine");
        assert_eq!(check(&[("c", "p", 2)], &[]), "fine");
        assert_eq!(check(&[("old", "p", 2)], &[("new", "p", 2)]), "fine");
        let expected = "it leaves rows that violate a foreign key: 1 of c without their p";
        assert_eq!(check(&[("c", "p", 2)], &[("c", "p", 3)]), expected);
    }
}
