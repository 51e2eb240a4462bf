//! A history replayed on a shadow database gives the schema, or the name of the migration that
//! fails, as if its migrations had been applied one by one.

#![cfg(test)]

mod common;

use common::{List, Migration};
use migration_kit::inside::apply::Migrations;
use migration_kit::inside::shadow::{Server, Shadow, current};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Target};

/// Replays the migrations, and gives the tables they make, or the migration that fails and why.
async fn replay(shadow: Shadow, migrations: Vec<Migration>) -> String {
    let schema = current(&Migrations::of(&List(migrations)).unwrap(), &shadow).await;
    shadow.discard().await;
    match schema {
        Ok(schema) => schema.tables.into_keys().collect::<Vec<_>>().join(" "),
        Err(Error::Migration { version, source, .. }) => format!("{version}: {source}"),
        Err(other) => panic!("{other}"),
    }
}

fn check(migrations: &[(&'static str, bool)], expected: &str) {
    let migrations = migrations.iter().enumerate().map(|(at, (sql, own))| {
        let migration = Migration::sql(&format!("m{at}"), sql, "");
        if *own { migration.transaction(false) } else { migration }
    });
    let migrations = migrations.collect();
    let found = block_on(async { replay(Shadow::in_memory().await.unwrap(), migrations).await });
    assert!(found.contains(expected), "{found}");
}

const T: &str = "CREATE TABLE t (id integer PRIMARY KEY)";
const C: &str = "CREATE TABLE c (id integer PRIMARY KEY, t integer REFERENCES t (id))";

#[test]
fn the_migrations_make_the_schema() {
    check(&[(T, false), (C, false)], "c t");
    check(&[], "");
}

#[test]
fn the_migration_that_fails_is_named() {
    check(&[(T, false), (T, false), (C, false)], "m1: ");
    check(&[(T, false), (T, false), (C, false)], "table t already exists");
    check(&[("CREATE TABEL t", false)], "m0: ");
    // With the statement that did it.
    check(&[(T, false), (T, false), (C, false)], "(`CREATE TABLE t (id integer PRIMARY KEY)`)");
}

#[test]
fn a_migration_that_opts_out_is_in_no_transaction() {
    check(&[(T, false), ("VACUUM", true), (C, false)], "c t");
    check(&[(T, false), ("VACUUM", false), (C, false)], "m1: ");
    check(&[("VACUUM", true), ("VACUUM", true)], "");
}

#[test]
fn rows_without_parents_name_their_migration() {
    let parent = "INSERT INTO t VALUES (1)";
    let child = "INSERT INTO c VALUES (1, 1)";
    check(&[(T, false), (C, false), (parent, false), (child, false)], "c t");
    check(&[(T, false), (C, false), (child, false)], "m2: ");
    // Even when a later one puts it right.
    check(&[(T, false), (C, false), (child, false), (parent, false)], "m2: ");
    check(
        &[(T, false), (C, false), (parent, false), (child, false), ("DROP TABLE t", false)],
        "m4: ",
    );
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_sql_of_a_failed_replay_on_a_server_is_told() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let shadow = Shadow::on(&Server::of(Target::parse(database.url()).unwrap())).await.unwrap();
    let migrations = vec![
        Migration::sql("m0", T, ""),
        Migration::sql("m1", "ALTER TABLE t ADD COLUMN n nonsense", ""),
    ];
    let error = replay(shadow, migrations).await;
    assert!(
        error.contains("m1: ") && error.contains("type \"nonsense\" does not exist"),
        "{error}"
    );
    assert!(error.contains("(`ALTER TABLE t ADD COLUMN n nonsense`)"), "{error}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_local_setting_ends_with_its_migration() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let shadow = Shadow::on(&Server::of(Target::parse(database.url()).unwrap())).await.unwrap();
    let migrations = [
        "CREATE TYPE mood AS ENUM ('sad')",
        "ALTER TYPE mood ADD VALUE 'glad'",
        "CREATE TABLE t (mood mood DEFAULT 'glad')",
        "CREATE SCHEMA other; SET LOCAL search_path = other",
        "CREATE TABLE u (id integer)",
    ];
    let migrations = migrations
        .iter()
        .enumerate()
        .map(|(at, sql)| Migration::sql(&format!("m{at}"), sql, ""))
        .collect();
    assert_eq!(replay(shadow, migrations).await, "t u");
}
