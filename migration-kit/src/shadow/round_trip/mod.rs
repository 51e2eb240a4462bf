//! The whole history there and back, with rows in the tables: every migration down, up and down
//! again from the newest to the oldest, and then all of them up.

mod counts;
mod tests;

use sea_orm::DbErr;
use sea_orm_migration::MigrationTrait;

use super::rows::{Filling, Kind, OUT_OF_THE_WAY, fill};
use super::{Shadow, unread};
use crate::Backend;
use crate::apply::{Migrations, run_alone};
use crate::error::reason;
use crate::introspect::live;
use crate::schema::{self, Schema};
use crate::schema::{Difference, compare};
use crate::stage::timed;
use crate::witness::{self, Definitions};
use crate::{Direction, Error};

/// What came of a round trip.
#[derive(Debug, Default)]
pub(crate) struct RoundTrip {
    /// How many rows were made up, and in how many tables.
    pub rows: usize,
    pub tables: usize,
    /// The tables for which no row could be made up, and why.
    pub empty: Vec<(String, String)>,
    /// Whether the schema was compared after each migration, and not only at the end.
    pub compares_each: bool,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// What a migration, or the whole of them, did that it should not.
#[derive(Debug)]
pub(crate) struct Problem {
    pub version: Option<String>,
    pub table: Option<String>,
    pub message: String,
    /// It cannot be rolled back, which somebody may have meant.
    pub is_irreversible: bool,
}

/// Makes the trip on a shadow database on which the whole history was replayed. `top` is what its
/// catalog says then. A migration that fails ends the trip.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub(crate) async fn round_trip(
    migrations: &Migrations,
    shadow: &Shadow,
    top: &Schema,
) -> Result<RoundTrip, Error> {
    let trip = async {
        let filled = fill(shadow.connection(), &all(shadow.database(), top)).await;
        let (rows, tables) = (filled.rows(), filled.tables().len());
        let empty = filled.empty.into_iter().map(|(table, why)| (table, why.to_string())).collect();
        let compares_each = migrations.list().len() * top.tables.len() <= MOST_COMPARED;
        let problems = there_and_back(migrations, shadow, top, compares_each).await?;
        Ok(RoundTrip { rows, tables, empty, compares_each, problems })
    };
    timed("go there and back", shadow.backend(), trip).await
}

/// Two rows for each table: one with a value in every column, and one with as few as the table
/// allows. Their numbers are above what a sequence or a migration would number itself.
fn all(backend: Backend, schema: &Schema) -> Filling<'_> {
    Filling {
        backend,
        schema,
        tables: None,
        rows: &[(0, Kind::Full), (1, Kind::Small)],
        numbers_from: OUT_OF_THE_WAY,
        is_numbered: false,
        in_transaction: false,
    }
}

/// Up to so many tables times migrations the schema is compared after each migration, and not only
/// at the end: SQLite takes about 2 ms for a table.
const MOST_COMPARED: usize = 10_000;

async fn there_and_back(
    migrations: &Migrations,
    shadow: &Shadow,
    top: &Schema,
    mut compares: bool,
) -> Result<Vec<Problem>, Error> {
    let own = migrations.own_tables();
    let own = own.each_ref().map(String::as_str);
    let schema = async || live(shadow.connection(), &own).await.map_err(unread);
    let mut problems = Vec::new();
    let mut before = counts::read(shadow.connection()).await.map_err(unread)?;
    let mut applied = top.clone();
    let told = shadow.definitions(&own).await?;
    for migration in migrations.list().iter().rev() {
        let migration = migration.as_ref();
        // Down with rows in what it has made, then up and down with those in what there was before
        // it.
        for (turn, direction) in
            [Direction::Down, Direction::Up, Direction::Down].into_iter().enumerate()
        {
            if let Err(error) = run_alone(shadow.connection(), migration, direction).await {
                problems.push(failed(migration, direction, &error));
                return Ok(problems);
            }
            let after = counts::read(shadow.connection()).await.map_err(unread)?;
            for (table, lost) in before.lost(&after) {
                if !counts::deletes_rows(
                    migrations,
                    migration,
                    direction,
                    shadow.database(),
                    &table,
                )
                .await
                {
                    problems.push(lost_rows(migration, direction, table, lost));
                }
            }
            before = after;
            match turn {
                1 if compares => {
                    let again = schema().await?;
                    let differences =
                        other_schema(shadow.database(), Some(migration), &applied, &again);
                    // What a migration has left behind would be told of those before it, too.
                    compares = differences.is_empty();
                    problems.extend(differences);
                }
                2 if compares => applied = schema().await?,
                _ => {}
            }
        }
    }
    problems.extend(left(&schema().await?));
    for migration in migrations.list() {
        if let Err(error) = run_alone(shadow.connection(), migration.as_ref(), Direction::Up).await
        {
            problems.push(failed(migration.as_ref(), Direction::Up, &error));
            return Ok(problems);
        }
    }
    if problems.is_empty() {
        problems.extend(other_schema(shadow.database(), None, top, &schema().await?));
    }
    if problems.is_empty() {
        let again = shadow.definitions(&own).await?;
        problems.extend(other_definitions(&told, &again));
    }
    Ok(problems)
}

fn failed(migration: &dyn MigrationTrait, direction: Direction, error: &DbErr) -> Problem {
    let way = word(direction);
    let message = format!(
        "migration {} cannot be {way} with rows in the tables: {}",
        migration.name(),
        reason(error)
    );
    let is_irreversible = direction == Direction::Down;
    Problem { version: Some(migration.name().to_owned()), table: None, message, is_irreversible }
}

fn lost_rows(
    migration: &dyn MigrationTrait,
    direction: Direction,
    table: String,
    lost: u64,
) -> Problem {
    let rows = if lost == 1 { "1 row".to_owned() } else { format!("{lost} rows") };
    let message = format!(
        "{rows} of {table} did not survive when migration {} was {}",
        migration.name(),
        word(direction)
    );
    Problem {
        version: Some(migration.name().to_owned()),
        table: Some(table),
        message,
        is_irreversible: false,
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applied",
        Direction::Down => "rolled back",
    }
}

/// What is still there when everything was rolled back. The parts of a table are not named beside
/// it.
fn left(bottom: &Schema) -> Vec<Problem> {
    let objects = bottom
        .objects()
        .into_keys()
        .filter(|object| matches!(object.kind, schema::Kind::Table | schema::Kind::Enum));
    let problem = |object: schema::Object| Problem {
        version: None,
        message: format!("the {object} is left when every migration was rolled back"),
        table: Some(object.table),
        is_irreversible: false,
    };
    objects.map(problem).collect()
}

/// What is compared at the end.
const SIDES: [&str; 2] =
    ["the migrations once applied", "the migrations rolled back and applied again"];

/// What the server itself says otherwise than before, though the reader of the catalog sees no
/// difference.
fn other_definitions(before: &Definitions, after: &Definitions) -> Vec<Problem> {
    let problem = |of: witness::Disagreement| Problem {
        version: None,
        message: of.between(SIDES),
        table: of.subject.table,
        is_irreversible: false,
    };
    let seen = witness::compare(before, after).disagreements;
    seen.into_iter().filter(|of| !of.subject.is_tuning()).map(problem).collect()
}

/// What is another thing after a migration, or all of them, was rolled back and applied again. A
/// comparison leaves alone what only its second side has, so it is done both ways.
fn other_schema(
    backend: Backend,
    migration: Option<&dyn MigrationTrait>,
    before: &Schema,
    after: &Schema,
) -> Vec<Problem> {
    let [once, twice] = SIDES;
    let version = migration.map(|migration| migration.name().to_owned());
    let problem = |difference: &Difference, [first, second]: [&str; 2]| Problem {
        version: version.clone(),
        message: match &version {
            Some(version) => format!("migration {version}: {}", difference.between(first, second)),
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
