//! `generate --check`: the workspace's own entities and its hand-written history agree, on all
//! three backends.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use common::cli::{command, finish, run};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Statement;

#[test]
fn on_sqlite() {
    let check = run("sqlite::memory:", &["generate", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check:?}");
    assert_eq!(check.stderr, "the entities and the migrations agree on SQLite\n");

    let check = run("sqlite::memory:", &["generate", "--check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    let expected = serde_json::json!({"format_version": 1, "agree": true, "backends": ["SQLite"], "differences": [], "definitions": []});
    assert_eq!(document, expected);
}

#[test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
fn every_backend_agrees_and_no_shadow_is_left() {
    block_on(async {
        let postgres = TestDatabase::create(Backend::Postgres).await;
        let mysql = TestDatabase::create(Backend::MySql).await;
        // One server is that of the database itself, the other one is named.
        let mut check = command(&["generate", "--check"]);
        check.env("DATABASE_URL", postgres.url()).env("SHADOW_MYSQL_URL", mysql.url());
        let child = check
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let pid = child.id();
        let check = finish(child.wait_with_output());
        assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check:?}");
        assert_eq!(
            check.stderr,
            "the entities and the migrations agree on SQLite, PostgreSQL, MySQL\n"
        );

        assert_eq!(left_by(&postgres, &mysql, pid).await, Vec::<String>::new());
        // And the databases that were named are as empty as before.
        for database in [&postgres, &mysql] {
            assert!(common::catalog::read(&database.connect().await).await.is_empty());
        }
    });
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_role_without_createdb_is_told_of_the_setting() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
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
            check.stderr.starts_with("error: cannot create a shadow database on the server of"),
            "{check:?}"
        );
        assert!(check.stderr.contains("permission denied to create database"), "{check:?}");
        assert!(check.stderr.contains("hint: let SHADOW_POSTGRES_URL"), "{check:?}");
    });
}

/// A parameter of the URL wins over its path, for the driver; the user's own database must stay as
/// it is all the same.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_database_among_the_parameters_is_not_used() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let mut url = url::Url::parse(database.url()).unwrap();
        let name = url.path().trim_start_matches('/').to_owned();
        for (path, query) in [
            ("/", format!("dbname={name}")),
            ("/postgres", format!("dbname={name}")),
            (url.clone().path(), "options=-csearch_path%3Dnowhere".to_owned()),
        ] {
            url.set_path(path);
            url.set_query(Some(&query));
            let check = run(url.as_str(), &["generate", "--check"]);
            assert_eq!(check.code, 0, "{check:?}");
            assert!(common::catalog::read(&database.connect().await).await.is_empty(), "{url}");
        }
    });
}

/// Interrupted at any moment, it leaves no shadow database.
#[cfg(unix)]
#[test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
fn an_interrupted_comparison_cleans_up() {
    block_on(async {
        let postgres = TestDatabase::create(Backend::Postgres).await;
        let mysql = TestDatabase::create(Backend::MySql).await;
        for (delay, signal) in [
            (40, "-INT"),
            (80, "-TERM"),
            (120, "-INT"),
            (180, "-INT"),
            (250, "-TERM"),
            (350, "-INT"),
        ] {
            let mut check = command(&["generate", "--check"]);
            check.env("DATABASE_URL", postgres.url()).env("SHADOW_MYSQL_URL", mysql.url());
            let child = check
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn();
            let mut child = child.unwrap();
            std::thread::sleep(std::time::Duration::from_millis(delay));
            let pid = child.id();
            let kill = std::process::Command::new("kill").arg(signal).arg(pid.to_string()).status();
            // It may have finished already.
            let _ = kill.unwrap();
            child.wait().unwrap();
            assert_eq!(
                left_by(&postgres, &mysql, pid).await,
                Vec::<String>::new(),
                "after {delay} ms"
            );
        }
    });
}

/// The shadow databases of a process.
async fn left_by(postgres: &TestDatabase, mysql: &TestDatabase, pid: u32) -> Vec<String> {
    let mut left = Vec::new();
    for (database, list) in [
        (postgres, "SELECT datname::text FROM pg_database"),
        (mysql, "SELECT schema_name FROM information_schema.schemata"),
    ] {
        let db = database.connect().await;
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), list))
            .await
            .unwrap();
        left.extend(rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()));
    }
    left.retain(|name| name.starts_with(&format!("migration_kit_shadow_{pid}_")));
    left
}
