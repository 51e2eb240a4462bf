//! Whether tables are as good as before: each takes an INSERT, an UPDATE and a DELETE, and the next
//! number of its key is free.

use std::collections::BTreeSet;

use sea_orm::{DbErr, TransactionTrait as _};

use super::made_up::{MadeUp, new_name, with_neighbours};
use super::{HINT, Unverified};
use crate::dialect::rows;
use crate::error::{code, reason};
use crate::ops::ident;
use crate::schema::{Schema, Table};
use crate::shadow::rows::{Filled, Filling, Kind, Refusal, attempt, fill, table_name};
use crate::shadow::{Shadow, unread};
use crate::{Backend, Error};

/// Tries the tables that the change touches or makes, and their neighbours, in a transaction that
/// is rolled back. A table that took no row before is not asked for more, and a new one takes what
/// the entities' own takes.
pub(super) async fn expect(
    made_up: &MadeUp<'_>,
    (entities, shadow): (&Shadow, &Shadow),
) -> Result<(), Unverified> {
    let on = made_up.on;
    let is_new = |name: &&String| !on.before.tables.keys().any(|old| new_name(on, old) == **name);
    let new: BTreeSet<String> = on.after.tables.keys().filter(is_new).cloned().collect();
    let there = made_up.tables.iter().map(|old| new_name(on, old).to_owned());
    let tables: BTreeSet<String> = there
        .filter(|name| on.after.tables.contains_key(name))
        .chain(with_neighbours(&on.after, new.clone()))
        .collect();
    let took = |name: &str| made_up.filled.tables().any(|old| new_name(on, old) == name);
    let tried = tried(shadow, &on.after, &tables).await.map_err(unread)?;
    let before = &made_up.usable.broken;
    let was_broken = |of: &Broken| {
        before.iter().any(|other| new_name(on, &other.table) == of.table && other.word == of.word)
    };
    let is_asked = |of: &&Broken| took(&of.table) || new.contains(&of.table);
    let broken = tried.broken.iter().filter(is_asked).find(|of| !was_broken(of));
    if let Some(of @ Broken { table, word, said }) = broken {
        let is_of_the_entities = new.contains(table) && {
            let own = self::tried(entities, &on.after, &tables).await.map_err(unread)?;
            own.broken.iter().any(|other| other.table == of.table && other.word == of.word)
        };
        if !is_of_the_entities {
            let what = format!("{table} takes no rows as before: {word}: {said}");
            return Err(refused(on.backend, &what));
        }
    }
    let was_taken = |table: &str| {
        let taken = made_up.filled.taken.iter().chain(&made_up.usable.taken);
        taken.into_iter().any(|(old, _)| new_name(on, old) == table)
    };
    if let Some((table, column)) = tried.taken.iter().find(|(table, _)| !was_taken(table)) {
        let what = format!("the next number of {table}.{column} is taken");
        return Err(refused(on.backend, &what));
    }
    Ok(())
}

fn refused(backend: Backend, what: &str) -> Unverified {
    Unverified::Refused(Error::Verification {
        message: format!("behind the migration on {} {what}", backend.name()),
        hint: Some(HINT.to_owned()),
    })
}

/// What came of trying tables.
pub(super) struct Tried {
    /// The statements that cannot be run, whatever the values.
    broken: Vec<Broken>,
    /// The tables, and their column, whose next number is taken.
    taken: Vec<(String, String)>,
}

/// A statement that cannot be run on a table, and what the database says.
struct Broken {
    table: String,
    word: &'static str,
    said: String,
}

/// Tries each table in a transaction that is rolled back.
pub(super) async fn tried(
    shadow: &Shadow,
    schema: &Schema,
    tables: &BTreeSet<String>,
) -> Result<Tried, DbErr> {
    let backend = shadow.database();
    let filling = Filling {
        backend,
        schema,
        tables: Some(tables),
        rows: &[(5, Kind::Full)],
        numbers_from: 0,
        is_numbered: true,
        in_transaction: true,
    };
    let transaction = shadow.connection().begin().await?;
    let filled = fill(&transaction, &filling).await;
    let mut broken = Vec::new();
    let mut note = |table: &str, word, error: &DbErr| {
        let said = reason(error);
        let is_about_values = |code: String| rows::of(backend).is_about_values(&code, &said);
        if !code(error).is_none_or(is_about_values) {
            broken.push(Broken { table: table.to_owned(), word, said });
        }
    };
    for (table, why) in &filled.empty {
        if let Refusal::Said(error) = why {
            note(table, "INSERT", error);
        }
    }
    for name in filled.tables() {
        let Some(of) = schema.tables.get(name) else { continue };
        let (table, columns) = (table_name(backend, name), settable(backend, of));
        if !columns.is_empty() {
            let update = format!("UPDATE {table} SET {}", columns.join(", "));
            if let Err(error) = attempt(&transaction, &update, true).await {
                note(name, "UPDATE", &error);
            }
        }
        if let Err(error) = attempt(&transaction, &format!("DELETE FROM {table}"), true).await {
            note(name, "DELETE", &error);
        }
    }
    transaction.rollback().await?;
    let Filled { taken, .. } = filled;
    Ok(Tried { broken, taken })
}

/// Each column as itself, but for those that the database sets.
fn settable(backend: Backend, table: &Table) -> Vec<String> {
    let own = table.columns.iter().filter(|column| {
        column.generated.is_none() && column.identity.is_none() && !column.takes_from_sequence()
    });
    own.map(|column| ident(backend, &column.name)).map(|name| format!("{name} = {name}")).collect()
}
