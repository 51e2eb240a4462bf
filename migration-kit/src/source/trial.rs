//! Trying out a generated step before it is written.

use std::sync::{Mutex, PoisonError};

use sea_orm_migration::SchemaManager;

use super::stage::timed;
use super::{Scratch, catalog};
use crate::Error;
use crate::diff::{OnBackend, compare};
use crate::ops::online::Keeper;
use crate::panics::catch;
use crate::schema::Schema;
use crate::step::Plan;

/// What came of it: the statements of each rebuild of a table on SQLite, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tried {
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

/// Applies and undoes the changes on the throw-away database on which the migrations were replayed. It holds their schema
/// before and after, and in between that of the entities.
///
/// # Errors
/// [`Error::Database`] for a statement that the backend refuses; [`Error::Config`] when the schema is another one than it
/// should be. Nothing is to be written then: a step that does not do what it says helps nobody.
pub async fn trial(on: &OnBackend, scratch: &Scratch, ignored: &[&str]) -> Result<Tried, Error> {
    timed("try the step out", scratch.backend(), both_ways(on, scratch, ignored)).await
}

async fn both_ways(on: &OnBackend, scratch: &Scratch, ignored: &[&str]) -> Result<Tried, Error> {
    let up = run("applied", || on.up(), scratch).await?;
    expect("applying", &on.after, scratch, ignored).await?;
    let down = run("undone", || on.down(), scratch).await?;
    expect("undoing", &on.before, scratch, ignored).await?;
    Ok(Tried { up, down })
}

const HINT: &str = "write this change by hand: `generate NAME --empty` makes a blank step";

async fn run(word: &str, plan: impl FnOnce() -> Plan, scratch: &Scratch) -> Result<Vec<Vec<String>>, Error> {
    let backend = scratch.backend();
    // sea-query panics on what a backend has no word for.
    let plan = catch(plan).map_err(|_| Error::Config {
        message: format!("the change cannot be said in sea-query's words on {backend}"),
        hint: Some(HINT.to_owned()),
    })?;
    let manager = SchemaManager::new(scratch.connection());
    let rebuilt = Rebuilt::default();
    for (sql, plan) in plan.one_by_one() {
        Box::pin(plan.run_for(&manager, &rebuilt)).await.map_err(|source| Error::Database {
            doing: format!(
                "write the step: it was {word} on a throw-away {backend} database, and `{sql}` failed"
            ),
            source,
            hint: Some(HINT.to_owned()),
        })?;
    }
    Ok(rebuilt.0.into_inner().unwrap_or_else(PoisonError::into_inner))
}

async fn expect(doing: &str, expected: &Schema, scratch: &Scratch, ignored: &[&str]) -> Result<(), Error> {
    let read = catalog::read(scratch.connection(), ignored).await;
    let found = read.map_err(|source| Error::Database {
        doing: "read the throw-away database".to_owned(),
        source,
        hint: None,
    })?;
    let backend = scratch.database();
    if expected.objects() == found.objects() {
        return Ok(());
    }
    // Both ways, because a comparison leaves alone what only its second side has.
    let differences = [compare(backend, expected, &found), compare(backend, &found, expected)];
    let Some(first) = differences.into_iter().flatten().next() else { return Ok(()) };
    Err(Error::Config {
        message: format!("{doing} the step on {} would leave a difference: {first}", scratch.backend()),
        hint: Some(HINT.to_owned()),
    })
}
