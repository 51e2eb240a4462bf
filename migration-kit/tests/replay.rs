//! A history replayed on a throw-away database gives the schema, or the name of the step that fails, as if its steps had
//! been applied one by one.

#![cfg(test)]

mod common;

use common::{List, Step};
use migration_kit::apply::Steps;
use migration_kit::source::{Scratch, Server, replayed};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Target};

/// Replays the steps, and gives the tables they make, or the step that fails and why.
async fn replay(scratch: Scratch, steps: Vec<Step>) -> String {
    let schema = replayed(&Steps::of(&List(steps)).unwrap(), &scratch).await;
    scratch.discard().await;
    match schema {
        Ok(schema) => schema.tables.into_keys().collect::<Vec<_>>().join(" "),
        Err(Error::Step { version, source, .. }) => format!("{version}: {source}"),
        Err(other) => panic!("{other}"),
    }
}

fn check(steps: &[(&'static str, bool)], expected: &str) {
    let steps = steps.iter().enumerate().map(|(at, (sql, own))| {
        let step = Step::sql(&format!("m{at}"), sql, "");
        if *own { step.transaction(false) } else { step }
    });
    let steps = steps.collect();
    let found = block_on(async { replay(Scratch::in_memory().await.unwrap(), steps).await });
    assert!(found.contains(expected), "{found}");
}

const T: &str = "CREATE TABLE t (id integer PRIMARY KEY)";
const C: &str = "CREATE TABLE c (id integer PRIMARY KEY, t integer REFERENCES t (id))";

#[test]
fn the_steps_make_the_schema() {
    check(&[(T, false), (C, false)], "c t");
    check(&[], "");
}

#[test]
fn the_step_that_fails_is_named() {
    check(&[(T, false), (T, false), (C, false)], "m1: ");
    check(&[(T, false), (T, false), (C, false)], "table t already exists");
    check(&[("CREATE TABEL t", false)], "m0: ");
    // With the statement that did it.
    check(&[(T, false), (T, false), (C, false)], "(`CREATE TABLE t (id integer PRIMARY KEY)`)");
}

#[test]
fn a_step_that_opts_out_is_in_no_transaction() {
    check(&[(T, false), ("VACUUM", true), (C, false)], "c t");
    check(&[(T, false), ("VACUUM", false), (C, false)], "m1: ");
    check(&[("VACUUM", true), ("VACUUM", true)], "");
}

#[test]
fn a_step_that_leaves_rows_without_parents_is_named() {
    let parent = "INSERT INTO t VALUES (1)";
    let child = "INSERT INTO c VALUES (1, 1)";
    check(&[(T, false), (C, false), (parent, false), (child, false)], "c t");
    check(&[(T, false), (C, false), (child, false)], "m2: ");
    // Even when a later one puts it right.
    check(&[(T, false), (C, false), (child, false), (parent, false)], "m2: ");
    check(&[(T, false), (C, false), (parent, false), (child, false), ("DROP TABLE t", false)], "m4: ");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn on_a_server_the_sql_of_the_step_that_fails_is_told() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let scratch = Scratch::on(&Server::of(Target::parse(database.url()).unwrap())).await.unwrap();
    let steps = vec![Step::sql("m0", T, ""), Step::sql("m1", "ALTER TABLE t ADD COLUMN n nonsense", "")];
    let error = replay(scratch, steps).await;
    assert!(error.contains("m1: ") && error.contains("type \"nonsense\" does not exist"), "{error}");
    assert!(error.contains("(`ALTER TABLE t ADD COLUMN n nonsense`)"), "{error}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn on_postgres_a_value_is_added_and_used_and_a_local_setting_ends_with_its_step() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let scratch = Scratch::on(&Server::of(Target::parse(database.url()).unwrap())).await.unwrap();
    let steps = [
        "CREATE TYPE mood AS ENUM ('sad')",
        "ALTER TYPE mood ADD VALUE 'glad'",
        "CREATE TABLE t (mood mood DEFAULT 'glad')",
        "CREATE SCHEMA other; SET LOCAL search_path = other",
        "CREATE TABLE u (id integer)",
    ];
    let steps = steps.iter().enumerate().map(|(at, sql)| Step::sql(&format!("m{at}"), sql, "")).collect();
    assert_eq!(replay(scratch, steps).await, "t u");
}
