//! `generate --check`: the workspace's own entities and its hand-written history agree, on all three backends.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use common::cli::{command, finish, run};
use migration_kit::testing::{DbBackend, TestDatabase, block_on};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Statement;

#[test]
fn on_sqlite() {
    let check = run("sqlite::memory:", &["generate", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check:?}");
    assert_eq!(check.stderr, "the entities and the migrations agree on SQLite\n");

    let check = run("sqlite::memory:", &["generate", "--check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    let expected =
        serde_json::json!({"format_version": 1, "agree": true, "backends": ["SQLite"], "differences": []});
    assert_eq!(document, expected);
}

#[test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
fn on_every_backend_and_no_throw_away_database_is_left() {
    block_on(async {
        let postgres = TestDatabase::create(DbBackend::Postgres).await;
        let mysql = TestDatabase::create(DbBackend::MySql).await;
        // One server is that of the database itself, the other one is named.
        let mut check = command(&["generate", "--check"]);
        check.env("DATABASE_URL", postgres.url()).env("SHADOW_MYSQL_URL", mysql.url());
        let child =
            check.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mine = format!("migration_kit_scratch_{}_", child.id());
        let check = finish(child.wait_with_output());
        assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check:?}");
        assert_eq!(check.stderr, "the entities and the migrations agree on SQLite, PostgreSQL, MySQL\n");

        for (database, list) in [
            (&postgres, "SELECT datname::text FROM pg_database"),
            (&mysql, "SELECT schema_name FROM information_schema.schemata"),
        ] {
            let db = database.connect().await;
            let rows =
                db.query_all_raw(Statement::from_string(db.get_database_backend(), list)).await.unwrap();
            let names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
            assert!(!names.iter().any(|name| name.starts_with(&mine)), "{names:?}");
            // And the database that was named is as empty as before.
            assert!(common::catalog::read(&db).await.is_empty());
        }
    });
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_role_that_may_not_create_databases_is_asked_for_another_server() {
    block_on(async {
        let database = TestDatabase::create(DbBackend::Postgres).await;
        let db = database.connect().await;
        let role = database.url().rsplit('/').next().unwrap();
        db.execute_unprepared(&format!("CREATE ROLE {role} LOGIN PASSWORD 'pw'")).await.unwrap();
        let mut url = url::Url::parse(database.url()).unwrap();
        url.set_username(role).unwrap();
        url.set_password(Some("pw")).unwrap();
        let check = run(url.as_str(), &["generate", "--check"]);
        db.execute_unprepared(&format!("DROP ROLE {role}")).await.unwrap();
        assert_eq!(check.code, 2, "{check:?}");
        assert!(
            check.stderr.starts_with("error: cannot create a throw-away database on the server of"),
            "{check:?}"
        );
        assert!(check.stderr.contains("permission denied to create database"), "{check:?}");
        assert!(check.stderr.contains("hint: let SHADOW_POSTGRES_URL"), "{check:?}");
    });
}
