//! SQLite's `PRAGMA foreign_key_check` before and after a change: old orphans do not block, new
//! ones fail the change.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};

use super::connection::Db;
use crate::error::reason;

/// By these words the kit knows a migration that has to be run once more, with foreign keys off:
/// what it does was not known before, and an error is all that comes out of it.
pub(crate) const NEEDS_FOREIGN_KEYS_OFF: &str =
    "cannot be rebuilt inside a transaction with foreign keys on";

/// Switches the enforcement of foreign keys on or off, which SQLite does outside a transaction
/// alone.
pub(crate) async fn enforce(db: &DatabaseConnection, on: bool) -> Result<(), DbErr> {
    let pragma = if on { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" };
    db.execute_unprepared(pragma).await.map(|_| ())
}

/// A child table and its parent.
type Pair = (String, String);

/// The rows that miss their parents, at one moment. They are counted for each pair of tables and
/// not listed, because a rebuild may give rows new rowids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Orphans {
    /// By child and parent table.
    counts: BTreeMap<Pair, u64>,
    /// The tables there are; none where there are no orphans.
    tables: BTreeSet<String>,
}

/// Counts the orphans of the whole database.
///
/// One foreign key to columns that are no key makes SQLite refuse to check anything. Then the
/// tables are checked one by one, and those that cannot be are left out, with a warning.
pub(crate) async fn check(db: &mut Db<'_>) -> Result<Orphans, DbErr> {
    // https://www.sqlite.org/pragma.html#pragma_foreign_key_check
    let select = |of: &str| {
        format!(
            "SELECT \"table\", parent, CAST(count(*) AS TEXT) FROM pragma_foreign_key_check{of} GROUP BY 1, 2"
        )
    };
    let mut orphans = Orphans::default();
    match db.rows::<3>(&select(""), &[]).await {
        // Without orphans nobody asks which tables there are, and a migration has to be quick in a
        // database of many.
        Ok(rows) if rows.is_empty() => {}
        Ok(rows) => {
            orphans.add(rows);
            orphans.tables = tables(db).await?;
        }
        Err(e) if is_mismatch(&e) => {
            orphans.tables = tables(db).await?;
            for table in orphans.tables.clone() {
                match db.rows::<3>(&select("(?)"), &[&table]).await {
                    Ok(rows) => orphans.add(rows),
                    Err(e) if is_mismatch(&e) => {
                        tracing::warn!(
                            "the foreign keys of {table} cannot be checked: {}",
                            reason(&e)
                        );
                    }
                    Err(e) => return Err(e),
                }
            }
        }
        Err(e) => return Err(e),
    }
    Ok(orphans)
}

async fn tables(db: &mut Db<'_>) -> Result<BTreeSet<String>, DbErr> {
    let names = db.rows::<1>("SELECT name FROM sqlite_schema WHERE type = 'table'", &[]).await?;
    Ok(names.into_iter().filter_map(|[name]| name).collect())
}

fn is_mismatch(error: &DbErr) -> bool {
    reason(error).contains("foreign key mismatch")
}

impl Orphans {
    fn add(&mut self, rows: Vec<[Option<String>; 3]>) {
        for [child, parent, count] in rows {
            let pair = (child.unwrap_or_default(), parent.unwrap_or_default());
            self.counts
                .insert(pair, count.and_then(|count| count.parse().ok()).unwrap_or_default());
        }
    }

    fn of(&self, pair: &Pair) -> u64 {
        self.counts.get(pair).copied().unwrap_or_default()
    }

    /// Fails when there are more `after` the change than before it, naming the tables. Those of a
    /// table that is new may be those of one that is gone: it was renamed.
    pub(crate) fn compare(&self, after: &Self) -> Result<(), DbErr> {
        let increase = |pair: &Pair| after.of(pair).saturating_sub(self.of(pair));
        let more: Vec<&Pair> = after.counts.keys().filter(|pair| increase(pair) > 0).collect();
        let is_new = |table: &String| after.tables.contains(table) && !self.tables.contains(table);
        let is_gone = |table: &String| self.tables.contains(table) && !after.tables.contains(table);
        let (renamed, others): (Vec<&Pair>, Vec<&Pair>) =
            more.iter().copied().partition(|(child, parent)| is_new(child) || is_new(parent));
        let moved: u64 = self
            .counts
            .iter()
            .filter(|((child, parent), _)| is_gone(child) || is_gone(parent))
            .map(|(_, count)| count)
            .sum();
        if others.is_empty() && renamed.iter().map(|pair| increase(pair)).sum::<u64>() <= moved {
            return Ok(());
        }
        let list: Vec<String> = more
            .iter()
            .map(|pair| format!("{} of {} without their {}", increase(pair), pair.0, pair.1))
            .collect();
        Err(DbErr::Migration(format!(
            "it leaves rows that violate a foreign key: {}",
            list.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orphans(tables: &[&str], counts: &[(&str, &str, u64)]) -> Orphans {
        Orphans {
            counts: counts
                .iter()
                .map(|(c, p, n)| (((*c).to_owned(), (*p).to_owned()), *n))
                .collect(),
            tables: tables.iter().map(|table| (*table).to_owned()).collect(),
        }
    }

    fn check(before: Orphans, after: Orphans, expected: &str) {
        let found = before.compare(&after).map_or_else(|e| reason(&e), |()| "fine".to_owned());
        assert_eq!(found, expected);
    }

    #[test]
    fn old_orphans_do_not_block_and_new_ones_are_named() {
        let all = &["c", "d", "p"][..];
        check(orphans(all, &[]), orphans(all, &[]), "fine");
        check(orphans(all, &[("c", "p", 2)]), orphans(all, &[("c", "p", 2)]), "fine");
        check(orphans(all, &[("c", "p", 2)]), orphans(all, &[]), "fine");
        let expected = "it leaves rows that violate a foreign key: 1 of c without their p";
        check(orphans(all, &[("c", "p", 2)]), orphans(all, &[("c", "p", 3)]), expected);
    }

    #[test]
    fn a_renamed_table_takes_only_its_old_orphans_along() {
        let (before, after) = (&["old", "p"][..], &["new", "p"][..]);
        check(orphans(before, &[("old", "p", 2)]), orphans(after, &[("new", "p", 2)]), "fine");
        check(orphans(before, &[("c", "old", 2)]), orphans(after, &[("c", "new", 2)]), "fine");
        let expected = "it leaves rows that violate a foreign key: 3 of new without their p";
        check(orphans(before, &[("old", "p", 2)]), orphans(after, &[("new", "p", 3)]), expected);
    }

    #[test]
    fn orphans_that_went_do_not_pay_for_new_ones() {
        let all = &["c", "d", "p"][..];
        let expected = "it leaves rows that violate a foreign key: 3 of d without their p";
        check(orphans(all, &[("c", "p", 3)]), orphans(all, &[("d", "p", 3)]), expected);
        // Not even when the table of the old ones was dropped.
        let less = &["d", "p"][..];
        check(orphans(all, &[("c", "p", 3)]), orphans(less, &[("d", "p", 3)]), expected);
    }
}
