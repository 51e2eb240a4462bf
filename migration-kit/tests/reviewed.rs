//! What `generate` writes is what a review lets pass: over random pairs of schemas, none of the steps that lead from one to the
//! other has a finding of the level error, and each leads back.

#![cfg(test)]

mod random;

use std::collections::BTreeMap;

use migration_kit::diff::{Answers, Declared, Side, changes};
use migration_kit::lint::{self, Finding};
use migration_kit::schema::Schema;
use migration_kit::source::live;
use migration_kit::step::{Plan, Step, step};
use migration_kit::testing::{DbBackend, TestDatabase, block_on};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use sea_orm::{ConnectOptions, Database};
use sea_orm_migration::{MigrationName, MigrationTrait};

/// A step that `generate` would write.
struct Generated {
    name: String,
    up: Plan,
    down: Plan,
}

impl MigrationName for Generated {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Step for Generated {
    fn up(&self, plan: &mut Plan) {
        plan.clone_from(&self.up);
    }

    fn down(&self, plan: &mut Plan) {
        plan.clone_from(&self.down);
    }

    fn use_transaction(&self) -> Option<bool> {
        self.up.is_online().then_some(false)
    }
}

/// The schema that a random one makes in a database of its own.
async fn made(backend: DbBackend, schema: &random::Schema) -> Schema {
    let database = match backend {
        DbBackend::Sqlite => None,
        _ => Some(TestDatabase::create(backend).await),
    };
    let mut options = ConnectOptions::new(database.as_ref().map_or("sqlite::memory:", TestDatabase::url));
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false).shared_cache(false));
    let db = Database::connect(options).await.unwrap();
    schema.create(&db).await;
    let made = live(&db, &[]).await.unwrap();
    db.close().await.unwrap();
    made
}

/// The steps that lead from one to the other.
fn steps(
    backend: DbBackend,
    from: &Schema,
    to: &Schema,
    fills: BTreeMap<(String, String), String>,
) -> Result<Vec<(Plan, Plan)>, String> {
    let drops = from.tables.keys().filter(|name| !to.tables.contains_key(*name)).cloned().collect();
    let answers = Answers { consent_to_all: true, drops, fills, ..Answers::default() };
    let side = Side { backend, entities: to.clone(), migrations: from.clone() };
    let on = changes(vec![side], &[], &Declared::default(), &answers).map_err(|open| format!("{open:?}"))?;
    Ok(on.iter().flat_map(|on| on.steps()).collect())
}

async fn check(backend: DbBackend, a: &random::Schema, b: &random::Schema) -> Result<(), String> {
    let (from, to) = (made(backend, a).await, made(backend, b).await);
    let first = steps(backend, &Schema::default(), &from, BTreeMap::new())?;
    let then = steps(backend, &from, &to, b.fills(a, backend))?;
    let all = first.into_iter().chain(then).enumerate();
    let mut scripts = String::new();
    let steps: Vec<Box<dyn MigrationTrait>> = all
        .map(|(number, (up, down))| {
            let name = format!("m{number}");
            scripts += &format!("{name} up:\n{}\ndown:\n{}\n", up.sql().join(";\n"), down.sql().join(";\n"));
            step(Generated { name, up, down })
        })
        .collect();
    let findings = lint::history(&steps, &[backend], None).await.map_err(|error| error.to_string())?;
    let is_wrong = |of: &&Finding| {
        of.is_error() || ["not-recorded", "down-not-inverse", "irreversible-down"].contains(&of.rule)
    };
    let wrong: Vec<&Finding> = findings.iter().filter(is_wrong).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong:#?}\n{scripts}")) }
}

fn run(backend: DbBackend, ordinary: u32, long: u32) {
    let cases = if std::env::var_os("TEST_LONG").is_some() { long } else { ordinary };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let result = TestRunner::new(config)
        .run(&random::pair(), |(a, b)| block_on(check(backend, &a, &b)).map_err(TestCaseError::fail));
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, (a, b))) => panic!("{reason}\nA = {a:#?}\nB = {b:#?}"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn on_sqlite() {
    run(DbBackend::Sqlite, 100, 2_000);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    run(DbBackend::Postgres, 20, 300);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    run(DbBackend::MySql, 20, 300);
}
