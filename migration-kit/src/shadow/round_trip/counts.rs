//! How many rows there are in each table, and whether a migration means to delete some.

use std::collections::BTreeMap;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::MigrationTrait;

use crate::Backend;
use crate::Direction;
use crate::apply::Migrations;
use crate::dialect::{rows, sizes};
use crate::lint::action::parse_action;
use crate::migration::plan_of;
use crate::names::qualified;
use crate::ops::connection::Db;
use crate::ops::ident;
use crate::record::{Recorder, Recording};
use crate::sql::statement::{Operation, Parsed, Verb, parse};

/// The rows of each table.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// The tables that are on both sides and have fewer rows on the other one, and how many fewer.
    pub(super) fn lost(&self, after: &Self) -> Vec<(String, u64)> {
        let lost = |(table, before): (&String, &u64)| {
            let lost = before.checked_sub(*after.0.get(table)?)?;
            (lost > 0).then(|| (table.clone(), lost))
        };
        self.0.iter().filter_map(lost).collect()
    }
}

/// As many tables are counted with one statement.
const AT_ONCE: usize = 100;

/// Counts the rows of every table.
pub(super) async fn read(db: &DatabaseConnection) -> Result<Counts, DbErr> {
    let backend = Backend::of(db);
    let executor = DatabaseExecutor::from(db);
    let mut db = Db::Executor(&executor);
    let tables: Vec<(Option<String>, String)> = db
        .rows::<2>(rows::of(backend).tables(), &[])
        .await?
        .into_iter()
        .filter_map(|[schema, name]| Some((schema, name?)))
        .collect();
    let mut counts = Counts::default();
    for tables in tables.chunks(AT_ONCE) {
        let text = sizes::of(backend).text_type();
        let select = |(at, (schema, name)): (usize, &(Option<String>, String))| {
            let schema = schema
                .as_ref()
                .map(|schema| format!("{}.", ident(backend, schema)))
                .unwrap_or_default();
            format!("SELECT '{at}', CAST(count(*) AS {text}) FROM {schema}{}", ident(backend, name))
        };
        let sql: Vec<String> = tables.iter().enumerate().map(select).collect();
        for [at, count] in db.rows::<2>(&sql.join(" UNION ALL "), &[]).await? {
            let table = at.and_then(|at| tables.get(at.parse::<usize>().ok()?));
            if let (Some((schema, name)), Some(count)) =
                (table, count.and_then(|count| count.parse().ok()))
            {
                counts.0.insert(qualified(schema.as_deref(), name), count);
            }
        }
    }
    Ok(counts)
}

/// Whether a migration deletes rows of a table as its own text says, or may do so.
pub(super) async fn deletes_rows(
    migrations: &Migrations,
    migration: &dyn MigrationTrait,
    direction: Direction,
    backend: Backend,
    table: &str,
) -> bool {
    let parsed: Vec<Parsed> = match plan_of(migration, backend, direction) {
        Some(plan) => {
            plan.actions().iter().flat_map(|action| parse_action(backend, action)).collect()
        }
        None => match recorded(migrations, migration, direction, backend).await {
            // What it does depends on rows, and it was told that there are none.
            Some(recording) if recording.depends_on_data => return true,
            Some(recording) => recording
                .statements
                .iter()
                .flat_map(|statement| parse(backend, &statement.sql))
                .collect(),
            None => return true,
        },
    };
    let deletes = |operation: &Operation| matches!(operation, Operation::Rows { table: of, verb: Verb::Delete | Verb::Truncate, .. } if of == table);
    parsed.into_iter().any(|parsed| parsed.operations.iter().any(deletes))
}

/// What a migration does that is no data.
async fn recorded(
    migrations: &Migrations,
    wanted: &dyn MigrationTrait,
    direction: Direction,
    backend: Backend,
) -> Option<Recording> {
    let mut recorder = Recorder::once(backend).ok()?;
    for migration in migrations.list() {
        let up = recorder.up(migration.as_ref()).await;
        if migration.name() == wanted.name() {
            return match direction {
                Direction::Up => up.ok(),
                Direction::Down => recorder.down(migration.as_ref()).await.ok(),
            };
        }
    }
    None
}
