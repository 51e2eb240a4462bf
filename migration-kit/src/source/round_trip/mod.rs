//! The whole history there and back, with rows in the tables: every step down, up and down again from the newest to the
//! oldest, and then all of them up.

mod counts;
mod fill;
mod literal;
mod tests;

use sea_orm::DbErr;
use sea_orm_migration::MigrationTrait;

use super::stage::timed;
use super::{Scratch, catalog};
use crate::Backend;
use crate::apply::{Steps, run_alone};
use crate::error::reason;
use crate::schema::{Difference, compare};
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
    /// Whether the schema was compared after each step, and not only at the end.
    pub compares_each: bool,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// What a step, or the whole of them, did that it should not.
#[derive(Debug)]
pub(crate) struct Problem {
    pub version: Option<String>,
    pub table: Option<String>,
    pub message: String,
    /// It cannot be undone, which somebody may have meant.
    pub is_irreversible: bool,
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
        let compares_each = steps.list().len() * top.tables.len() <= MOST_COMPARED;
        let problems = there_and_back(steps, scratch, top, compares_each).await?;
        Ok(RoundTrip { rows, tables, empty, compares_each, problems })
    };
    timed("go there and back", scratch.backend(), trip).await
}

/// Up to so many tables times steps the schema is compared after each step, and not only at the end: SQLite takes about 2 ms
/// for a table.
const MOST_COMPARED: usize = 10_000;

async fn there_and_back(
    steps: &Steps,
    scratch: &Scratch,
    top: &Schema,
    mut compares: bool,
) -> Result<Vec<Problem>, Error> {
    let own = steps.own_tables();
    let own = own.each_ref().map(String::as_str);
    let schema = async || catalog::read(scratch.connection(), &own).await.map_err(unread);
    let mut problems = Vec::new();
    let mut before = counts::read(scratch.connection()).await.map_err(unread)?;
    let mut applied = top.clone();
    for step in steps.list().iter().rev() {
        let step = step.as_ref();
        // Down with rows in what it has made, then up and down with those in what there was before it.
        for (turn, direction) in [Direction::Down, Direction::Up, Direction::Down].into_iter().enumerate() {
            if let Err(error) = run_alone(scratch.connection(), step, direction).await {
                problems.push(failed(step, direction, &error));
                return Ok(problems);
            }
            let after = counts::read(scratch.connection()).await.map_err(unread)?;
            for (table, lost) in before.lost(&after) {
                if !counts::deletes_rows(steps, step, direction, scratch.database(), &table).await {
                    problems.push(lost_rows(step, direction, table, lost));
                }
            }
            before = after;
            match turn {
                1 if compares => {
                    let again = schema().await?;
                    let differences = other_schema(scratch.database(), Some(step), &applied, &again);
                    // What a step has left behind would be told of those before it, too.
                    compares = differences.is_empty();
                    problems.extend(differences);
                }
                2 if compares => applied = schema().await?,
                _ => {}
            }
        }
    }
    problems.extend(left(&schema().await?));
    for step in steps.list() {
        if let Err(error) = run_alone(scratch.connection(), step.as_ref(), Direction::Up).await {
            problems.push(failed(step.as_ref(), Direction::Up, &error));
            return Ok(problems);
        }
    }
    if problems.is_empty() {
        problems.extend(other_schema(scratch.database(), None, top, &schema().await?));
    }
    Ok(problems)
}

fn failed(step: &dyn MigrationTrait, direction: Direction, error: &DbErr) -> Problem {
    let way = word(direction);
    let message = format!("step {} cannot be {way} with rows in the tables: {}", step.name(), reason(error));
    let is_irreversible = direction == Direction::Down;
    Problem { version: Some(step.name().to_owned()), table: None, message, is_irreversible }
}

fn lost_rows(step: &dyn MigrationTrait, direction: Direction, table: String, lost: u64) -> Problem {
    let rows = if lost == 1 { "1 row".to_owned() } else { format!("{lost} rows") };
    let message =
        format!("{rows} of {table} did not survive when step {} was {}", step.name(), word(direction));
    Problem { version: Some(step.name().to_owned()), table: Some(table), message, is_irreversible: false }
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
        is_irreversible: false,
    };
    objects.map(problem).collect()
}

/// What is another thing after a step, or all of them, was undone and applied again. A comparison leaves alone what only its
/// second side has, so it is done both ways.
fn other_schema(
    backend: Backend,
    step: Option<&dyn MigrationTrait>,
    before: &Schema,
    after: &Schema,
) -> Vec<Problem> {
    let [once, twice] = ["the steps once applied", "the steps undone and applied again"];
    let version = step.map(|step| step.name().to_owned());
    let problem = |difference: &Difference, [first, second]: [&str; 2]| Problem {
        version: version.clone(),
        message: match &version {
            Some(version) => format!("step {version}: {}", difference.between(first, second)),
            None => difference.between(first, second),
        },
        table: Some(difference.object.table.clone()),
        is_irreversible: false,
    };
    let forth = compare(backend, before, after);
    if !forth.is_empty() {
        return forth.iter().map(|difference| problem(difference, [once, twice])).collect();
    }
    let back = compare(backend, after, before);
    back.iter().map(|difference| problem(difference, [twice, once])).collect()
}

fn unread(source: DbErr) -> Error {
    Error::Database { doing: "read the throw-away database".to_owned(), source, hint: None }
}
