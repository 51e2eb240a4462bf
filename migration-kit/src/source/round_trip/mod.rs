//! The whole history there and back, with rows in the tables: every step down, up and down again from the newest to the
//! oldest, and then all of them up.

mod counts;
mod fill;
mod literal;
mod tests;

use sea_orm::{ConnectionTrait as _, DatabaseExecutor, DbBackend, DbErr, TransactionTrait as _};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::stage::timed;
use super::{Scratch, catalog};
use crate::apply::{Steps, run_step};
use crate::diff::compare;
use crate::error::reason;
use crate::ops::connection::Db;
use crate::ops::foreign_keys;
use crate::schema::{Kind, Schema};
use crate::{Direction, Error};

/// What came of a round trip.
#[derive(Debug, Default)]
pub(crate) struct RoundTrip {
    /// How many rows were made up, and in how many tables.
    pub rows: usize,
    pub tables: usize,
    /// The tables for which no row could be made up, and why.
    pub empty: Vec<(String, String)>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// What a step, or the whole of them, did that it should not.
#[derive(Debug)]
pub(crate) struct Problem {
    pub version: Option<String>,
    pub table: Option<String>,
    pub message: String,
}

/// Makes the trip on a throw-away database on which the whole history was replayed. `top` is what its catalog says then. A
/// step that fails ends the trip.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub(crate) async fn round_trip(steps: &Steps, scratch: &Scratch, top: &Schema) -> Result<RoundTrip, Error> {
    let trip = async {
        let filled = fill::fill(scratch.connection(), top).await;
        let (rows, tables, empty) = (filled.rows(), filled.tables(), filled.empty);
        let problems = there_and_back(steps, scratch, top).await?;
        Ok(RoundTrip { rows, tables, empty, problems })
    };
    timed("go there and back", scratch.backend(), trip).await
}

async fn there_and_back(steps: &Steps, scratch: &Scratch, top: &Schema) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    let mut before = counts::read(scratch.connection()).await.map_err(unread)?;
    for step in steps.list().iter().rev() {
        // Down with rows in what it has made, then up and down with those in what there was before it.
        for direction in [Direction::Down, Direction::Up, Direction::Down] {
            if let Err(error) = run(step.as_ref(), direction, scratch).await {
                problems.push(failed(step.as_ref(), direction, &error));
                return Ok(problems);
            }
            let after = counts::read(scratch.connection()).await.map_err(unread)?;
            for (table, lost) in before.lost(&after) {
                if !counts::deletes_rows(steps, step.as_ref(), direction, scratch.database(), &table).await {
                    problems.push(lost_rows(step.as_ref(), direction, table, lost));
                }
            }
            before = after;
        }
    }
    let own = steps.own_tables();
    let own = own.each_ref().map(String::as_str);
    let bottom = catalog::read(scratch.connection(), &own).await.map_err(unread)?;
    problems.extend(left(&bottom));
    for step in steps.list() {
        if let Err(error) = run(step.as_ref(), Direction::Up, scratch).await {
            problems.push(failed(step.as_ref(), Direction::Up, &error));
            return Ok(problems);
        }
    }
    let again = catalog::read(scratch.connection(), &own).await.map_err(unread)?;
    problems.extend(other_schema(scratch.database(), top, &again));
    Ok(problems)
}

/// Runs one way of a step as the kit does it on a user's database: in a transaction where it does not opt out, and on SQLite
/// with a look at the foreign keys.
async fn run(step: &dyn MigrationTrait, direction: Direction, scratch: &Scratch) -> Result<(), DbErr> {
    let db = scratch.connection();
    if !step.use_transaction().unwrap_or(scratch.database() != DbBackend::MySql) {
        return run_checked(step, direction, db.into()).await;
    }
    let transaction = db.begin().await?;
    match run_checked(step, direction, (&transaction).into()).await {
        Ok(()) => transaction.commit().await,
        Err(error) => transaction.rollback().await.and(Err(error)),
    }
}

async fn run_checked(
    step: &dyn MigrationTrait,
    direction: Direction,
    db: DatabaseExecutor<'_>,
) -> Result<(), DbErr> {
    let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let manager = SchemaManager::new(db);
    let orphans = async || foreign_keys::check(&mut Db::Executor(manager.get_connection())).await;
    let before = if is_sqlite { Some(orphans().await?) } else { None };
    run_step(step, direction, &manager).await?;
    match before {
        Some(before) => before.compare(&orphans().await?),
        None => Ok(()),
    }
}

fn failed(step: &dyn MigrationTrait, direction: Direction, error: &DbErr) -> Problem {
    let way = word(direction);
    let message = format!("step {} cannot be {way} with rows in the tables: {}", step.name(), reason(error));
    Problem { version: Some(step.name().to_owned()), table: None, message }
}

fn lost_rows(step: &dyn MigrationTrait, direction: Direction, table: String, lost: u64) -> Problem {
    let rows = if lost == 1 { "1 row".to_owned() } else { format!("{lost} rows") };
    let message =
        format!("{rows} of {table} did not survive when step {} was {}", step.name(), word(direction));
    Problem { version: Some(step.name().to_owned()), table: Some(table), message }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applied",
        Direction::Down => "undone",
    }
}

/// What is still there when everything was undone. The parts of a table are not named beside it.
fn left(bottom: &Schema) -> Vec<Problem> {
    let objects =
        bottom.objects().into_keys().filter(|object| matches!(object.kind, Kind::Table | Kind::Enum));
    let problem = |object: crate::schema::Object| Problem {
        version: None,
        message: format!("the {object} is left when every step was undone"),
        table: Some(object.table),
    };
    objects.map(problem).collect()
}

/// What is another thing the second time. A comparison leaves alone what only its second side has, so it is done both ways.
fn other_schema(backend: DbBackend, top: &Schema, again: &Schema) -> Vec<Problem> {
    let [first, second] = ["the steps, the first time,", "the steps, after they were undone,"];
    let forth = compare(backend, top, again).into_iter().map(|difference| (difference, [first, second]));
    let mut differences: Vec<_> = forth.collect();
    if differences.is_empty() {
        differences
            .extend(compare(backend, again, top).into_iter().map(|difference| (difference, [second, first])));
    }
    let problem = |(difference, [one, other]): (crate::diff::Difference, [&str; 2])| Problem {
        version: None,
        message: difference.between(one, other),
        table: Some(difference.object.table),
    };
    differences.into_iter().map(problem).collect()
}

fn unread(source: DbErr) -> Error {
    Error::Database { doing: "read the throw-away database".to_owned(), source, hint: None }
}
