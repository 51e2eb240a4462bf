//! Booting on each backend: from nothing, from one migration behind, four at once, and the ways to
//! fail.

#![cfg(test)]
#![cfg(unix)]

mod common;

use std::io::{Read as _, Write as _};

use common::{command, fail, spawn, start};
use migration::Migrator;
use migration_kit::apply::{self, Options};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Target, on_each_backend};
use sea_orm_migration::prelude::*;

fn migrations() -> usize {
    Migrator::migrations().len()
}

async fn it_boots_from_an_empty_database_and_answers(database: TestDatabase) {
    let server = start(command(database.url()));
    assert_eq!(server.log().matches("\"applied m").count(), migrations());
    check_up(&server).await;
}

async fn it_boots_from_a_migration_behind_and_answers(database: TestDatabase) {
    let mut session =
        Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap();
    let behind = session
        .up(&Migrations::of(&Migrator).unwrap(), Some(migrations() as u32 - 1))
        .await
        .unwrap();
    session.close().await;
    assert_eq!(behind.len(), migrations() - 1);
    let server = start(command(database.url()));
    assert_eq!(server.log().matches("\"applied m").count(), 1);
    check_up(&server).await;
}

async fn check_up(server: &common::Server) {
    assert_eq!(server.get("/health/live").await, (200, serde_json::json!({"status": "live"})));
    assert_eq!(
        server.get("/health/ready").await,
        (200, serde_json::json!({"status": "ready", "pending": []}))
    );
    let (status, listed) = server.get("/schema/migrations").await;
    assert_eq!(status, 200);
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), migrations());
    for (migration, code) in listed.iter().zip(Migrator::migrations()) {
        assert_eq!(migration["version"], code.name());
        assert_eq!(migration["state"], "applied");
        assert!(migration["applied_at"].as_str().unwrap().starts_with("20"), "{migration}");
    }
    assert_eq!(server.get("/elsewhere").await.0, 404);
}

async fn eight_at_once_on_an_empty_database_all_come_up(database: TestDatabase) {
    let rounds = if std::env::var_os("TEST_LONG").is_some() { 20 } else { 1 };
    for round in 1..=rounds {
        let mut servers: Vec<_> = (0..8).map(|_| spawn(command(database.url()))).collect();
        let mut applied = 0;
        for server in &mut servers {
            server.wait_until_it_listens();
            applied += server.log().matches("\"applied m").count();
            check_up(server).await;
        }
        assert_eq!(
            applied,
            migrations(),
            "every migration was applied by one of them, in round {round}"
        );
        drop(servers);
        Migrator::reset(&database.connect().await).await.unwrap();
    }
}

async fn a_failing_migration_stops_the_boot(database: TestDatabase) {
    let db = database.connect().await;
    db.execute_unprepared("CREATE TABLE chats (id integer)").await.unwrap();
    let failure = fail(command(database.url()));
    assert_eq!(failure.code, 4, "{}", failure.stderr);
    let line = failure.stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
    assert!(
        line.starts_with(
            "error: migration m20260105_090300_create_chats failed while it was applied: "
        ),
        "{line}"
    );
    assert!(line.contains("already exists"), "{line}");
    assert!(!failure.stderr.contains("ready on"), "{}", failure.stderr);
    let status = apply::status(&db, Migrator).await.unwrap();
    assert_eq!(
        status.iter().filter(|migration| migration.applied_at.is_some()).count(),
        3,
        "the migrations before it stay"
    );
}

async fn a_database_that_is_behind_is_not_ready(database: TestDatabase) {
    let mut off = command(database.url());
    off.env("MIGRATE_ON_BOOT", "off");
    let server = start(off);
    assert_eq!(server.get("/health/live").await.0, 200);
    let (status, body) = server.get("/health/ready").await;
    assert_eq!((status, body["reason"].as_str()), (503, Some("migrations are pending")));
    assert_eq!(body["pending"].as_array().unwrap().len(), migrations());
    assert_eq!(body["pending"][0], "m20260105_090000_create_users");
    assert_eq!(server.get("/schema/migrations").await.1[0]["state"], "pending");

    let mut verify = command(database.url());
    verify.env("MIGRATE_ON_BOOT", "verify").env("MIGRATE_LOCK_TIMEOUT", "0.3");
    let failure = fail(verify);
    assert_eq!(failure.code, 1, "{}", failure.stderr);
    assert!(failure.stderr.contains(&format!(
        "error: waited 0 s, and {} migrations are still pending",
        migrations()
    )));

    apply::up(&database.connect().await, Migrator).await.unwrap();
    ready_is(&server, 200, None).await;
}

/// Asks until it is that, within a while: the answer is kept for a moment.
async fn ready_is(server: &common::Server, status: u16, reason: Option<&str>) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let (now, body) = server.get("/health/ready").await;
        if now == status && body["reason"].as_str() == reason {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{now}: {body}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// A liveness probe must not end a server that waits for its turn, or for a long migration.
async fn while_it_boots_it_lives_and_says_what_it_waits_for(database: TestDatabase) {
    // Nothing is held yet on SQLite before the first migration; there the lock is held by a session
    // like ours.
    let mut holder =
        Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap();
    holder.up(&Migrations::of(&Migrator).unwrap(), Some(1)).await.unwrap();
    let mut waiting = command(database.url());
    waiting.env("MIGRATE_LOCK_TIMEOUT", "60");
    let mut server = spawn(waiting);
    server.address = server.wait_for("starting");
    ready_is(&server, 503, Some("waiting for the migration lock, which another process holds"))
        .await;
    assert_eq!(server.get("/health/live").await.0, 200);
    let (status, body) = server.get("/v1/chats").await;
    assert_eq!((status, body["detail"].as_str()), (503, Some("The server is starting.")));
    holder.close().await;
    assert_eq!(server.wait_for("address"), server.address);
    ready_is(&server, 200, None).await;
    assert_eq!(server.get("/v1/chats").await.0, 401);
}

async fn while_it_verifies_it_says_so(database: TestDatabase) {
    let mut verify = command(database.url());
    verify.env("MIGRATE_ON_BOOT", "verify");
    let mut server = spawn(verify);
    server.address = server.wait_for("starting");
    let reason = "waiting for another process to apply the pending migrations";
    ready_is(&server, 503, Some(reason)).await;
    apply::up(&database.connect().await, Migrator).await.unwrap();
    server.wait_for("address");
    ready_is(&server, 200, None).await;
}

/// A migration that takes long, because a reader holds the table.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn while_it_migrates_it_says_how_far_it_is() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let mut session =
        Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap();
    session.up(&Migrations::of(&Migrator).unwrap(), Some(5)).await.unwrap();
    session.close().await;
    let db = database.connect().await;
    let tx = sea_orm::TransactionTrait::begin(&db).await.unwrap();
    tx.execute_unprepared("LOCK TABLE providers").await.unwrap();
    let mut server = spawn(command(database.url()));
    server.address = server.wait_for("starting");
    let left = migrations() - 5;
    ready_is(&server, 503, Some(&format!("migrations are being applied: 0 of {left} are done")))
        .await;
    assert_eq!(server.get("/health/live").await.0, 200);
    tx.rollback().await.unwrap();
    server.wait_for("address");
    ready_is(&server, 200, None).await;
}

/// A user that may connect and read nothing is another mistake than a database that is away.
#[tokio::test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
async fn a_missing_right_is_not_a_missing_database() {
    for backend in [Backend::Postgres, Backend::MySql] {
        let database = TestDatabase::create(backend).await;
        let db = database.connect().await;
        apply::up(&db, Migrator).await.unwrap();
        let mut url = url::Url::parse(database.url()).unwrap();
        let name = url.path().trim_start_matches('/').to_owned();
        let (user, make, drop) = if backend == Backend::Postgres {
            let make = format!("CREATE ROLE {name} LOGIN PASSWORD 'pw'");
            (name.clone(), make, format!("DROP ROLE {name}"))
        } else {
            let user = format!("u{}", std::process::id());
            let make = format!(
                "CREATE USER {user} IDENTIFIED BY 'pw'; CREATE TABLE {name}.nothing (id int); \
                 GRANT SELECT ON {name}.nothing TO {user}"
            );
            (user.clone(), make, format!("DROP USER {user}"))
        };
        for sql in make.split("; ") {
            db.execute_unprepared(sql).await.unwrap();
        }
        url.set_username(&user).unwrap();
        url.set_password(Some("pw")).unwrap();
        let mut off = command(url.as_str());
        off.env("MIGRATE_ON_BOOT", "off");
        let server = start(off);
        let reason = "the database refuses this server: its user lacks a right";
        let (status, body) = server.get("/health/ready").await;
        std::mem::drop(server);
        db.execute_unprepared(&drop).await.unwrap();
        assert_eq!((status, body["reason"].as_str()), (503, Some(reason)), "{backend:?}");
    }
}

#[tokio::test]
async fn what_is_for_operators_can_have_its_own_address() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let mut command = command(database.url());
    command.env("API_OPERATIONS_ADDR", "127.0.0.1:0");
    let mut server = spawn(command);
    let operations = server.wait_for("operations_address");
    server.wait_until_it_listens();
    for (path, users, operators) in [
        ("/health/live", 200, 200),
        ("/health/ready", 404, 200),
        ("/metrics", 404, 200),
        ("/schema", 404, 200),
        ("/schema/migrations", 404, 200),
        ("/docs/", 200, 404),
        ("/v1/chats", 401, 404),
        ("/", 200, 200),
    ] {
        assert_eq!(server.get(path).await.0, users, "{path}");
        let response = reqwest::get(format!("http://{operations}{path}")).await.unwrap();
        assert_eq!(response.status().as_u16(), operators, "{path}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
        assert!(response.headers().contains_key("content-security-policy"), "{path}");
    }
    let document = server.get("/openapi.json").await.1;
    assert!(document["paths"].get("/metrics").is_none(), "what is not here is not in the document");
}

#[tokio::test]
async fn the_root_leads_to_what_there_is() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let server = start(command(database.url()));
    let page =
        reqwest::get(format!("http://{}/", server.address)).await.unwrap().text().await.unwrap();
    let paths: Vec<&str> =
        page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(paths.contains(&"/docs") && paths.contains(&"/schema"), "{paths:?}");
    for path in paths {
        assert_eq!(server.get(path).await.0, 200, "{path}");
    }
}

/// The database of a development holds what its user stores in it.
#[tokio::test]
async fn the_sqlite_file_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    let mut command = command(&format!("sqlite://{}?mode=rwc", file.display()));
    command.env_remove("API_MASTER_KEY");
    let server = start(command);
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in ["app.db", "app.db-wal", "app.db-shm", "app.db.key"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
    assert!(!server.log().contains("chmod"), "{}", server.log());
    drop(server);
    std::fs::set_permissions(
        folder.path().join("app.db.key"),
        std::fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let mut command = common::command(&format!("sqlite://{}?mode=rwc", file.display()));
    command.env_remove("API_MASTER_KEY");
    let server = start(command);
    assert!(server.log().contains("others can read"), "{}", server.log());
}

/// An older image during a rolling deploy or a rollback.
async fn a_database_that_is_ahead_is_ready(database: TestDatabase) {
    let db = database.connect().await;
    apply::up(&db, Migrator).await.unwrap();
    db.execute_unprepared(
        "INSERT INTO seaql_migrations VALUES ('m20990101_000000_future', 4070908800)",
    )
    .await
    .unwrap();
    let server = start(command(database.url()));
    assert!(server.log().contains("ahead of this build"), "{}", server.log());
    assert_eq!(server.get("/health/ready").await.0, 200);
    let (_, migrations) = server.get("/schema/migrations").await;
    let last = migrations.as_array().unwrap().last().unwrap();
    assert_eq!(
        (last["version"].as_str(), last["state"].as_str()),
        (Some("m20990101_000000_future"), Some("missing"))
    );
}

on_each_backend!(
    it_boots_from_an_empty_database_and_answers,
    it_boots_from_a_migration_behind_and_answers,
    eight_at_once_on_an_empty_database_all_come_up,
    a_failing_migration_stops_the_boot,
    a_database_that_is_behind_is_not_ready,
    a_database_that_is_ahead_is_ready,
    while_it_boots_it_lives_and_says_what_it_waits_for,
    while_it_verifies_it_says_so,
);

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_database_that_goes_away_is_not_ready() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let server = start(command(database.url()));
    assert_eq!(server.get("/health/ready").await.0, 200);
    drop(database);
    ready_is(&server, 503, Some("the database does not answer")).await;
    assert_eq!(server.get("/health/live").await.0, 200);
    assert_eq!(server.get("/schema/migrations").await.0, 503);
}

#[tokio::test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
async fn the_password_reaches_no_log() {
    for backend in [Backend::Postgres, Backend::MySql] {
        let database = TestDatabase::create(backend).await;
        let url = url::Url::parse(database.url()).unwrap();
        let password = url.password().expect("the test server asks for a password").to_owned();
        let mut traced = command(database.url());
        traced.env("RUST_LOG", "trace");
        let server = start(traced);
        server.get("/health/ready").await;
        let (_, log) = server.stop(rustix::process::Signal::TERM);
        assert!(log.contains("sqlx::query") && log.contains("\"level\":\"DEBUG\""), "{log}");
        let leaks: Vec<&str> = log.lines().filter(|line| line.contains(&password)).collect();
        assert!(leaks.is_empty(), "{leaks:?}");
    }
}

/// A server that accepts connections and never speaks is out of reach too.
#[tokio::test]
async fn a_silent_database_is_given_up_at_the_deadline() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    for (scheme, mode) in
        [("postgres", "apply"), ("mysql", "apply"), ("postgres", "off"), ("mysql", "verify")]
    {
        let started = std::time::Instant::now();
        let mut command = command(&format!("{scheme}://u@{address}/db"));
        command.env("MIGRATE_CONNECT_TIMEOUT", "1").env("MIGRATE_ON_BOOT", mode);
        let failure = fail(command);
        assert_eq!(failure.code, 2, "{}", failure.stderr);
        assert!(failure.stderr.contains("no answer in time"), "{}", failure.stderr);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}

/// A signal while the server waits for the database ends it at once.
#[tokio::test]
async fn a_signal_during_the_boot_ends_it() {
    let mut waiting = command("postgres://u@127.0.0.1:1/db");
    waiting.env("MIGRATE_CONNECT_TIMEOUT", "600");
    let mut server = spawn(waiting);
    server.wait_for("starting");
    let (code, log) = server.stop(rustix::process::Signal::TERM);
    assert_eq!(code, 2, "{log}");
    assert!(log.contains("error: stopped by a signal before it was up"), "{log}");
}

/// A database that is not there yet, as when a whole compose file starts at once.
#[tokio::test]
async fn it_waits_for_a_database_until_the_deadline() {
    let started = std::time::Instant::now();
    let mut nowhere = command("postgres://u:s3cret@127.0.0.1:1/db");
    nowhere.env("MIGRATE_CONNECT_TIMEOUT", "2");
    let failure = fail(nowhere);
    assert_eq!(failure.code, 2, "{}", failure.stderr);
    assert!(
        failure
            .stderr
            .contains("error: cannot connect to postgres://u@127.0.0.1:1/db: Connection refused")
    );
    assert!(
        failure.stderr.matches("cannot connect to postgres://u@127.0.0.1:1/db yet").count() >= 2
    );
    assert!(!failure.stderr.contains("s3cret"));
    assert!(started.elapsed().as_secs() >= 2);
}

#[tokio::test]
async fn a_wrong_setting_or_a_port_in_use_is_one_clear_line() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    let database = TestDatabase::create(Backend::Sqlite).await;
    let missing_port = "error: API_ADDR is `localhost`, not an address and a port";
    for (name, value, expected) in [
        ("API_ADDR", "localhost", missing_port.to_owned()),
        (
            "API_ADDR",
            taken.as_str(),
            format!("error: cannot listen on {taken}: Address already in use"),
        ),
        (
            "DATABASE_URL",
            "oracle://u:s3cret@h/db",
            "error: DATABASE_URL has the unknown scheme `oracle:`".to_owned(),
        ),
        ("DATABASE_URL", "", "error: DATABASE_URL is empty".to_owned()),
        (
            "DATABASE_URL",
            "sqlite::memory:",
            "error: DATABASE_URL is an SQLite database in memory".to_owned(),
        ),
        ("DATABASE_URL", "sqlite://my app.db", "error: DATABASE_URL cannot be read: ".to_owned()),
        ("MIGRATE_CONNECT_TIMEOUT", "1e19", "error: MIGRATE_CONNECT_TIMEOUT is `1e19`".to_owned()),
        (
            "MIGRATE_ON_BOOT",
            "maybe",
            "error: MIGRATE_ON_BOOT is `maybe`, not one of apply, verify and off".to_owned(),
        ),
        (
            "MIGRATE_LOCK_TIMEOUT",
            "soon",
            "error: MIGRATE_LOCK_TIMEOUT is `soon`, not a number of seconds".to_owned(),
        ),
    ] {
        let mut command = command(database.url());
        command.env(name, value);
        let failure = fail(command);
        assert_eq!(failure.code, 2, "{}", failure.stderr);
        assert!(failure.stderr.contains(&expected), "{}", failure.stderr);
        assert!(
            !failure.stderr.contains("s3cret") && !failure.stderr.contains("panicked"),
            "{}",
            failure.stderr
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_gracefully_on_both_signals() {
    use rustix::process::Signal;
    let database = TestDatabase::create(Backend::Sqlite).await;
    for (signal, name) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT")] {
        let (code, log) = start(command(database.url())).stop(signal);
        assert_eq!(code, 0, "{log}");
        assert!(log.contains(name) && log.contains("\"stopped\""), "{log}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let server = start(command(database.url()));
    for (length, status) in [(3 << 20, "413"), (0, "405")] {
        let mut client = std::net::TcpStream::connect(&server.address).unwrap();
        write!(client, "POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n")
            .unwrap();
        let mut head = [0; 12];
        client.read_exact(&mut head).unwrap();
        assert_eq!(std::str::from_utf8(&head).unwrap(), format!("HTTP/1.1 {status}"));
    }
}
