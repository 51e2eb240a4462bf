//! Verifying a generated migration before it is written: a change goes in, out comes what both of
//! its ways did on a shadow database, or why it is not to be written.

#[cfg(feature = "sqlx-sqlite")]
mod tests;

use std::sync::{Mutex, PoisonError};

use sea_orm_migration::SchemaManager;

use super::{Shadow, unread};
use crate::Error;
use crate::diff::{OnBackend, compare};
use crate::introspect::live;
use crate::migration::Plan;
use crate::ops::online::Keeper;
use crate::panics::catch;
use crate::schema::Schema;
use crate::stage::timed;
use crate::witness::{self, Definitions, Subject};

/// What came of it: the statements of each rebuild of a table on SQLite, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Those of the way up.
    pub up: Vec<Vec<String>>,
    /// Those of the way down.
    pub down: Vec<Vec<String>>,
}

/// Hears of the rebuilds.
#[derive(Default)]
struct Rebuilt(Mutex<Vec<Vec<String>>>);

impl Keeper for Rebuilt {
    fn rebuilt(&self, statements: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(statements);
    }
}

/// Applies and rolls back the changes on the shadow database on which the migrations were replayed.
/// It holds their schema before and after, and in between that of the entities, which were created
/// on a shadow database of their own.
///
/// # Errors
/// [`Error::Database`] for a statement that the backend refuses; [`Error::Verification`] when the
/// schema is another one than it should be. Nothing is to be written then: a migration that does
/// not do what it says helps nobody.
pub async fn verify(
    on: &OnBackend,
    (entities, shadow): (&Shadow, &Shadow),
    ignored: &[&str],
) -> Result<Verified, Error> {
    let both_ways = both_ways(on, entities, shadow, ignored);
    timed("verify the migration", shadow.backend(), both_ways).await
}

async fn both_ways(
    on: &OnBackend,
    entities: &Shadow,
    shadow: &Shadow,
    ignored: &[&str],
) -> Result<Verified, Error> {
    let told = shadow.definitions(ignored).await?;
    let up = run("applied", || on.up(), shadow).await?;
    expect("applying", &on.after, shadow, ignored).await?;
    let wanted = entities.definitions(ignored).await?;
    expect_wanted(on, [&wanted, &told, &shadow.definitions(ignored).await?])?;
    let down = run("rolled back", || on.down(), shadow).await?;
    expect("rolling back", &on.before, shadow, ignored).await?;
    expect_told(on, &told, shadow, ignored).await?;
    Ok(Verified { up, down })
}

/// What the server says of the entities' own tables is what it says of what the migration makes or
/// changes: what the reader of the catalog does not see of an entity is in no change. What the
/// migrations have made otherwise before is nobody's mistake of today.
fn expect_wanted(on: &OnBackend, [wanted, before, after]: [&Definitions; 3]) -> Result<(), Error> {
    let old_name = |of: &Subject| {
        let mut renames = on.renames.tables.iter();
        let old = renames.find(|(_, new)| of.table.as_ref() == Some(*new)).map(|(old, _)| old);
        Subject { table: old.or(of.table.as_ref()).cloned(), ..of.clone() }
    };
    let seen = witness::compare(wanted, after);
    let missing = seen.disagreements.iter().find(|of| {
        let was = before.texts.get(&old_name(&of.subject));
        let is_untouched = of.there.is_some() && of.there.as_ref() == was;
        of.wanted.is_some() && !of.subject.is_tuning() && !is_untouched
    });
    let Some(missing) = missing else { return Ok(()) };
    Err(Error::Verification {
        message: format!(
            "the migration on {} would not make all that the entities say: {}",
            on.backend.name(),
            missing.between(["the entities", "the migration"])
        ),
        hint: Some(HINT.to_owned()),
    })
}

/// The server's own words for what the reader of the catalog does not see: what is made anew on the
/// way, and comes back without it, is lost. With a table or a column that is dropped goes what
/// hangs on it, which somebody has consented to.
async fn expect_told(
    on: &OnBackend,
    told: &Definitions,
    shadow: &Shadow,
    ignored: &[&str],
) -> Result<(), Error> {
    let again = shadow.definitions(ignored).await?;
    let renamed = on.renames.apply(on.backend, &on.before);
    let keeps_all = |table: &String| {
        let name = on.renames.tables.get(table).unwrap_or(table);
        let (before, after) = (renamed.tables.get(name), on.after.tables.get(name));
        before.zip(after).is_some_and(|(before, after)| {
            before.columns.iter().all(|column| after.column(&column.name).is_some())
        })
    };
    let seen = witness::compare(told, &again);
    let lost = seen
        .disagreements
        .iter()
        .find(|of| !of.subject.is_tuning() && of.subject.table.as_ref().is_none_or(keeps_all));
    let Some(lost) = lost else { return Ok(()) };
    let sides = ["the migrations", "what comes back"];
    Err(Error::Verification {
        message: format!(
            "the migration on {} would not give back all that there was: {}",
            shadow.backend(),
            lost.between(sides)
        ),
        hint: Some(HINT.to_owned()),
    })
}

const HINT: &str = "write this change by hand: `generate NAME --empty` makes a blank migration";

async fn run(
    word: &str,
    plan: impl FnOnce() -> Plan,
    shadow: &Shadow,
) -> Result<Vec<Vec<String>>, Error> {
    let backend = shadow.backend();
    // sea-query panics on what a backend has no word for.
    let plan = catch(plan).map_err(|_| Error::Verification {
        message: format!("the change cannot be said in sea-query's words on {backend}"),
        hint: Some(HINT.to_owned()),
    })?;
    let manager = SchemaManager::new(shadow.connection());
    let rebuilt = Rebuilt::default();
    for (sql, plan) in plan.one_by_one() {
        Box::pin(plan.run_for(&manager, &rebuilt)).await.map_err(|source| Error::Database {
            doing: format!(
                "write the migration: it was {word} on the {backend} shadow database, and `{sql}` failed"
            ),
            source,
            hint: Some(HINT.to_owned()),
        })?;
    }
    Ok(rebuilt.0.into_inner().unwrap_or_else(PoisonError::into_inner))
}

async fn expect(
    doing: &str,
    expected: &Schema,
    shadow: &Shadow,
    ignored: &[&str],
) -> Result<(), Error> {
    let read = live(shadow.connection(), ignored).await;
    let found = read.map_err(unread)?;
    let backend = shadow.database();
    if *expected == found || expected.objects() == found.objects() {
        return Ok(());
    }
    // Both ways, because a comparison leaves alone what only its second side has.
    let differences = [compare(backend, expected, &found), compare(backend, &found, expected)];
    let Some(first) = differences.into_iter().flatten().next() else { return Ok(()) };
    Err(Error::Verification {
        message: format!(
            "{doing} the migration on {} would leave a difference: {first}",
            shadow.backend()
        ),
        hint: Some(HINT.to_owned()),
    })
}
