//! `check`, as CI runs it; and the findings of `status` and `generate --check`.

#![cfg(test)]
#![cfg(feature = "cli")]

mod common;

use common::cli::{Run, command, finish, run};
use common::documents::{check_document, check_sarif, json, lines, without_allowed};
use migration::Migrator;
use migration_kit::Backend;
use migration_kit::on_each_backend;
use migration_kit::testing::TestDatabase;
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::ConnectionTrait as _;

/// From this migration on no error is found.
const CLEAN: [&str; 2] = ["--from", "m20260504_123000_add_deleted_at_to_chats"];

/// The versions of the workspace's migrations.
fn migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

fn check(url: &str, args: &[&str]) -> Run {
    without_allowed(run(url, &[&["check"], &CLEAN[..], args].concat()))
}

/// The items, such as `round-trip SQLite passed`.
fn items(run: &Run) -> Vec<String> {
    let document = json(run);
    check_document("check", &document);
    assert_eq!(document["passed"], run.code == 0);
    let items = document["items"].as_array().unwrap().iter();
    let text =
        |item: &serde_json::Value, field: &str| item[field].as_str().unwrap_or("-").to_owned();
    items
        .map(|item| {
            format!("{} {} {}", text(item, "name"), text(item, "backend"), text(item, "state"))
        })
        .collect()
}

#[test]
fn what_cannot_be_done_is_skipped_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/none.db?mode=rwc", folder.path().display());
    let run = check(&url, &["--format", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let items = items(&run);
    for item in [
        "entities-listed - passed",
        "entities-equal-migrations SQLite passed",
        "round-trip SQLite passed",
        "entities-equal-migrations PostgreSQL skipped",
        "round-trip MySQL skipped",
        "review - passed",
        "history - skipped",
        "compile - passed",
    ] {
        assert!(items.iter().any(|of| of == item), "{item}: {items:#?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    let text = check(&url, &[]).stdout;
    let round = format!(
        "+ every migration goes up and down with rows in the tables on SQLite: {} migrations, ",
        migrations().len()
    );
    assert!(text.contains(&round), "{text}");
    assert!(
        text.contains("on PostgreSQL: skipped: there is no server for a shadow database\n"),
        "{text}"
    );
    let summary = text.lines().last().unwrap();
    assert!(summary.contains(" passed, 0 failed, ") && summary.ends_with(" skipped"), "{summary}");
}

#[test]
fn the_marks_are_those_of_the_locale() {
    let with = |name: &str| {
        let mut command = command(&[&["check"], &CLEAN[..]].concat());
        finish(command.env("DATABASE_URL", "sqlite::memory:").env("LC_ALL", name).output()).stdout
    };
    assert!(with("en_US.UTF-8").starts_with("✓ every entity is in the list"));
    assert!(with("C").starts_with("+ every entity is in the list"));
}

#[test]
fn an_error_of_the_review_fails_the_check() {
    let run = run(
        "sqlite::memory:",
        &["check", "--from", "m20260216_140000_index_chats_by_user_and_age"],
    );
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("\nx migrations are reviewed without errors: "), "{}", run.stdout);
    assert!(run.stdout.contains("\n    error[blocking-index-create]: "), "{}", run.stdout);
}

#[test]
fn what_was_released_before_is_not_reviewed() {
    let run = run("sqlite::memory:", &["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    let all = migrations();
    let first = all
        .iter()
        .position(|migration| migration == "m20260413_101000_drop_providers_kind")
        .unwrap();
    let line =
        format!("\n+ migrations are reviewed without errors: {} migrations", all.len() - first + 1);
    assert!(run.stdout.contains(&line), "{}", run.stdout);
}

#[test]
fn an_unreachable_database_is_skipped_unless_named() {
    let url = "postgres://u:s3cret@127.0.0.1:1/db";
    let run = check(url, &["--format", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(items(&run).contains(&"history - skipped".to_owned()));
    assert!(!format!("{run:?}").contains("s3cret"));
    let live = check(url, &["--live", "--format", "json"]);
    assert_eq!(live.code, 1);
    assert!(items(&live).contains(&"live - failed".to_owned()));
}

/// The servers of the tests stand for those of a user.
fn on_servers(url: &str, backend: Backend, args: &[&str]) -> Run {
    let mut command = command(&[&["check"], &CLEAN[..], args].concat());
    let variable =
        if backend == Backend::MySql { "SHADOW_MYSQL_URL" } else { "SHADOW_POSTGRES_URL" };
    if backend != Backend::Sqlite {
        command.env(variable, url);
    }
    without_allowed(finish(command.env("DATABASE_URL", url).output()))
}

async fn the_database_is_compared_when_it_is_asked_for(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    let backend = Backend::from(db.get_database_backend());
    let name = match backend {
        Backend::Postgres => "PostgreSQL",
        Backend::MySql => "MySQL",
        _ => "SQLite",
    };
    assert_eq!(run(url, &["up"]).code, 0);
    let same = on_servers(url, backend, &["--live", "--format", "json"]);
    assert_eq!(same.code, 0, "{same:?}");
    let all = items(&same);
    for item in [
        format!("round-trip {name} passed"),
        "history - passed".to_owned(),
        "live - passed".to_owned(),
    ] {
        assert!(all.contains(&item), "{item}: {all:#?}");
    }

    db.execute_unprepared("ALTER TABLE users ADD COLUMN by_hand int").await.unwrap();
    let other = on_servers(url, backend, &["--live", "--format", "github"]);
    assert_eq!((other.code, lines(&other, "::error ")), (1, 1), "{other:?}");
    assert!(other.stdout.contains("title=live::column users.by_hand"), "{}", other.stdout);
    assert_eq!(on_servers(url, backend, &[]).code, 0, "nobody asked");

    db.execute_unprepared("ALTER TABLE users DROP COLUMN by_hand").await.unwrap();

    // What no reader of the schema sees is told in the server's own words.
    let (plant, about) = planted(backend);
    let table = "CREATE TABLE elsewhere (id integer)";
    for sql in [plant, table, "CREATE VIEW by_hand AS SELECT 1 AS one"] {
        db.execute_unprepared(sql).await.unwrap();
    }
    let other = on_servers(url, backend, &["--live"]);
    assert_eq!(other.code, 1, "{other:?}");
    let unmanaged = "; made by no migration: table elsewhere, view by_hand;";
    for told in [&format!("error[live]: {about}"), unmanaged] {
        assert!(other.stdout.contains(told), "{told}: {}", other.stdout);
    }

    assert_eq!(run(url, &["down"]).code, 0);
    let pending = on_servers(url, backend, &["--live"]);
    assert_eq!(pending.code, 1);
    assert!(
        pending.stdout.contains(&format!("migration {} is pending", migrations().last().unwrap())),
        "{pending:?}"
    );
}

/// Something that is in no schema, and what is said of it.
fn planted(backend: Backend) -> (&'static str, &'static str) {
    match backend {
        Backend::Postgres => (
            "ALTER TABLE users FORCE ROW LEVEL SECURITY",
            "row security of its owner of table users: the migrations say nothing, the database forced",
        ),
        Backend::MySql => (
            "CREATE TRIGGER planted BEFORE INSERT ON users FOR EACH ROW SET NEW.name = 'x'",
            "trigger planted of users: only in the database: BEFORE INSERT SET NEW.name = 'x'",
        ),
        Backend::Sqlite => (
            "CREATE TRIGGER planted AFTER INSERT ON users BEGIN SELECT 1; END",
            "trigger planted of users: only in the database: create trigger planted",
        ),
    }
}

async fn a_record_that_does_not_agree_fails_the_check(database: TestDatabase) {
    let (url, db) = (database.url(), database.connect().await);
    assert_eq!(run(url, &["up"]).code, 0);
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm20260202_100000_add_is_active_to_providers'";
    db.execute_unprepared(forget).await.unwrap();
    db.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000000_later', 0)",
    )
    .await
    .unwrap();
    let late = check(url, &["--format", "github"]);
    assert_eq!((late.code, lines(&late, "::error ")), (1, 2), "{late:?}");
    let first = "::error file=migration/src/m20260202_100000_add_is_active_to_providers.rs,line=";
    assert!(late.stdout.starts_with(first), "{}", late.stdout);
    assert!(
        late.stdout.contains("::error title=history::migration m20990101_000000_later is applied"),
        "{late:?}"
    );

    let status = run(url, &["status", "--check", "--format", "github"]);
    assert_eq!((status.code, status.stdout.as_str()), (1, late.stdout.as_str()));
    let sarif = run(url, &["status", "--format", "sarif"]);
    assert_eq!(sarif.code, 0);
    check_sarif(&json(&sarif));
    let sarif = check(url, &["--format", "sarif"]);
    check_sarif(&json(&sarif));
    // What has no file has the list of migrations for its location.
    let document = json(&sarif);
    let last = document["runs"][0]["results"].as_array().unwrap().last().unwrap();
    let place = &last["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "migration/src/lib.rs");
}

on_each_backend!(
    the_database_is_compared_when_it_is_asked_for,
    a_record_that_does_not_agree_fails_the_check
);

#[test]
fn generate_has_findings_when_it_checks() {
    for format in ["github", "sarif"] {
        let run = run("sqlite::memory:", &["generate", "--check", "--format", format]);
        assert_eq!(run.code, 0, "{run:?}");
        match format {
            "sarif" => check_sarif(&json(&run)),
            _ => assert_eq!(run.stdout, ""),
        }
    }
}

/// The cargo of the test is a script, because the real one takes minutes.
#[cfg(unix)]
#[test]
fn cargo_is_asked_whether_the_workspace_compiles() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let cargo = folder.path().join("cargo");
    let with = |script: &str| {
        std::fs::write(&cargo, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command =
            command(&[&["check", "--compile", "--format", "github"], &CLEAN[..]].concat());
        without_allowed(finish(
            command.env("DATABASE_URL", "sqlite::memory:").env("CARGO", &cargo).output(),
        ))
    };
    let fine = with("[ \"$1 $2\" = 'check --workspace' ]");
    assert_eq!((fine.code, lines(&fine, "::warning")), (0, 0), "{fine:?}");
    let broken = with("echo 'entity/src/user.rs:7:1: error[E0425]: no x' >&2; exit 101");
    assert_eq!(
        (broken.code, broken.stdout.as_str()),
        (
            1,
            "::error file=entity/src/user.rs,line=7,title=compile::error[E0425]: no x%0AInstead: `cargo check --workspace` says more\n"
        )
    );
    std::fs::remove_file(&cargo).unwrap();
    let mut command = command(&[&["check", "--compile", "--format", "json"], &CLEAN[..]].concat());
    let none = finish(command.env("DATABASE_URL", "sqlite::memory:").env("CARGO", &cargo).output());
    assert!(items(&none).contains(&"compile - skipped".to_owned()), "{none:?}");
}
