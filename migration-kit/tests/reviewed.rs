//! What `generate` writes is what a review lets pass: over random pairs of schemas, none of the
//! migrations that lead from one to the other has a finding of the level error, and each leads
//! back. squawk by itself finds no lock in them that lasts.

#![cfg(test)]

mod generated;
mod random;
mod squawk;

use generated::Generated;
use migration_kit::inside::diff::{Hints, OnBackend, Resolutions, Side, changes};
use migration_kit::inside::introspect::live;
use migration_kit::inside::lint::{self, Finding};
use migration_kit::inside::schema::Schema;
use migration_kit::migration::planned;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use sea_orm::{ConnectOptions, Database};
use sea_orm_migration::MigrationTrait;
use squawk::{Known, MET};

/// The schema that a random one makes in a database of its own.
async fn made(backend: Backend, schema: &random::Schema) -> Schema {
    let database = match backend {
        Backend::Sqlite => None,
        _ => Some(TestDatabase::create(backend).await),
    };
    let mut options =
        ConnectOptions::new(database.as_ref().map_or("sqlite::memory:", TestDatabase::url));
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false).shared_cache(false));
    let db = Database::connect(options).await.unwrap();
    schema.create(&db).await;
    let made = live(&db, &[]).await.unwrap();
    db.close().await.unwrap();
    made
}

/// What leads from one to the other, with `--online` or without.
fn on(
    backend: Backend,
    from: &Schema,
    to: &Schema,
    resolutions: Resolutions,
) -> Result<(Vec<OnBackend>, Resolutions), String> {
    let drops = from.tables.keys().filter(|name| !to.tables.contains_key(*name)).cloned().collect();
    let resolutions = Resolutions { consent_to_all: true, drops, ..resolutions };
    let side = Side { backend, desired: to.clone(), current: from.clone() };
    let on = changes(vec![side], &[], &Hints::default(), &resolutions)
        .map_err(|open| format!("{open:?}"))?;
    Ok((on, resolutions))
}

async fn check(backend: Backend, a: &random::Schema, b: &random::Schema) -> Result<(), String> {
    let (from, to) = (made(backend, a).await, made(backend, b).await);
    let first = on(backend, &Schema::default(), &from, Resolutions::default())?.0;
    for online in [false, true] {
        let resolutions =
            Resolutions { online, backfills: b.backfills(a, backend), ..Resolutions::default() };
        let (then, resolutions) = on(backend, &from, &to, resolutions)?;
        review(backend, &first, &then).await?;
        if backend == Backend::Postgres {
            locks(&from, &to, &then, &resolutions)?;
        }
    }
    Ok(())
}

/// What our own rules say.
async fn review(backend: Backend, first: &[OnBackend], then: &[OnBackend]) -> Result<(), String> {
    let all = first.iter().chain(then).flat_map(OnBackend::migrations).enumerate();
    let mut scripts = String::new();
    let migrations: Vec<Box<dyn MigrationTrait>> = all
        .map(|(number, (up, down))| {
            let name = format!("m{number}");
            scripts += &format!(
                "{name} up:\n{}\ndown:\n{}\n",
                up.sql().join(";\n"),
                down.sql().join(";\n")
            );
            planned(Generated { name, up, down })
        })
        .collect();
    let findings =
        lint::history(&migrations, &[backend], None).await.map_err(|error| error.to_string())?;
    let is_wrong = |of: &&Finding| {
        of.is_error()
            || ["not-recorded", "down-not-inverse", "irreversible-down"].contains(&of.rule)
    };
    let wrong: Vec<&Finding> = findings.iter().filter(is_wrong).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong:#?}\n{scripts}")) }
}

/// What squawk says of the migrations that change what is there.
fn locks(
    from: &Schema,
    to: &Schema,
    then: &[OnBackend],
    resolutions: &Resolutions,
) -> Result<(), String> {
    let refused =
        || resolutions.refuse_unused(then).err().map(|error| error.to_string()).unwrap_or_default();
    let known = Known { from, to, refused: resolutions.online.then(refused) };
    for (up, _) in then.iter().flat_map(OnBackend::migrations) {
        let wrong = known.others(squawk::locks(&up)?, &up);
        if !wrong.is_empty() {
            return Err(format!("{wrong:#?}\n{}", up.sql().join(";\n")));
        }
    }
    Ok(())
}

fn run(backend: Backend, ordinary: u32, long: u32) {
    let cases = if std::env::var_os("TEST_LONG").is_some() { long } else { ordinary };
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let result = TestRunner::new(config).run(&random::pair(), |(a, b)| {
        block_on(check(backend, &a, &b)).map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, (a, b))) => panic!("{reason}\nA = {a:#?}\nB = {b:#?}"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn on_sqlite() {
    run(Backend::Sqlite, 100, 2_000);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    run(Backend::Postgres, 20, 300);
    eprintln!("{:#?}", MET.lock().unwrap());
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    run(Backend::MySql, 20, 300);
}
