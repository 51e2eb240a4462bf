//! Trying out a generated step before it is written.

use sea_orm_migration::SchemaManager;

use super::stage::timed;
use super::{Scratch, catalog};
use crate::Error;
use crate::diff::{OnBackend, compare};
use crate::panics::catch;
use crate::schema::Schema;
use crate::step::Plan;

/// Applies and undoes the changes on the throw-away database on which the migrations were replayed. It holds their schema
/// before and after, and in between that of the entities.
///
/// # Errors
/// [`Error::Database`] for a statement that the backend refuses; [`Error::Config`] when the schema is another one than it
/// should be. Nothing is to be written then: a step that does not do what it says helps nobody.
pub async fn trial(on: &OnBackend, scratch: &Scratch, ignored: &[&str]) -> Result<(), Error> {
    timed("try the step out", scratch.backend(), both_ways(on, scratch, ignored)).await
}

async fn both_ways(on: &OnBackend, scratch: &Scratch, ignored: &[&str]) -> Result<(), Error> {
    run("applied", || on.up(), scratch).await?;
    expect("applying", &on.after, scratch, ignored).await?;
    run("undone", || on.down(), scratch).await?;
    expect("undoing", &on.before, scratch, ignored).await
}

const HINT: &str = "write this change by hand: `generate NAME --empty` makes a blank step";

async fn run(word: &str, plan: impl FnOnce() -> Plan, scratch: &Scratch) -> Result<(), Error> {
    let backend = scratch.backend();
    // sea-query panics on what a backend has no word for.
    let plan = catch(plan).map_err(|_| Error::Config {
        message: format!("the change cannot be said in sea-query's words on {backend}"),
        hint: Some(HINT.to_owned()),
    })?;
    let manager = SchemaManager::new(scratch.connection());
    for (sql, plan) in plan.one_by_one() {
        plan.run(&manager).await.map_err(|source| Error::Database {
            doing: format!(
                "write the step: it was {word} on a throw-away {backend} database, and `{sql}` failed"
            ),
            source,
            hint: Some(HINT.to_owned()),
        })?;
    }
    Ok(())
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
