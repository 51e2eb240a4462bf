//! The lock: one at a time, told to those who wait, and gone with whoever held it.

#![cfg(test)]

mod common;

use std::time::Duration;

use common::{List, Migration, recorded, until};
use migration_kit::apply::{self, BootMode, BootOptions, Options, boot};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Error, Target, on_each_backend};
use sea_orm_migration::prelude::*;
use tokio::time::sleep;

/// Two migrations; the first takes a while, and both note in a table of their own that they ran. (A
/// migration is also run beside a stand-in for the database, which counts for nothing.)
fn counting() -> List {
    let migration = |name: &str, pause: u64| {
        Migration::new(name, move |manager| {
            Box::pin(async move {
                manager.get_connection().execute_unprepared("INSERT INTO runs VALUES (1)").await?;
                sleep(Duration::from_millis(pause)).await;
                Ok(())
            })
        })
    };
    List(vec![migration("m1", 300), migration("m2", 0)])
}

async fn count_runs(database: &TestDatabase) -> sea_orm::DatabaseConnection {
    let db = database.connect().await;
    common::run(&db, &["CREATE TABLE runs (n integer)"]).await;
    db
}

async fn runs(db: &sea_orm::DatabaseConnection) -> i64 {
    common::number(db, "SELECT count(*) FROM runs").await
}

async fn eight_at_once_run_every_migration_once(database: TestDatabase) {
    let db = count_runs(&database).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(boot_owned(database.url().to_owned(), counting(), BootOptions::default()))
        })
        .collect();
    let mut applied = 0;
    for task in tasks {
        applied += task.await.unwrap().unwrap().applied.len();
    }
    assert_eq!((applied, runs(&db).await), (2, 2));
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

async fn boot_owned(
    url: String,
    list: List,
    options: BootOptions,
) -> Result<apply::BootReport, Error> {
    boot(&url, list, options).await
}

async fn waiting_has_a_deadline_and_names_the_holder(database: TestDatabase) {
    let db = count_runs(&database).await;
    let (end, ended) = tokio::sync::watch::channel(false);
    let slow = List(vec![Migration::new("m1", move |_| {
        let mut ended = ended.clone();
        Box::pin(async move {
            ended.wait_for(|ended| *ended).await.unwrap();
            Ok(())
        })
    })]);
    let holder = tokio::spawn(boot_owned(database.url().to_owned(), slow, BootOptions::default()));
    until_held(&database).await;
    let options = Options { lock_timeout: Duration::from_millis(300), ..Options::default() };
    let mut session =
        Session::open(&Target::parse(database.url()).unwrap(), options).await.unwrap();
    let list = counting();
    let error = session.up(&Migrations::of(&list).unwrap(), None).await.unwrap_err();
    session.close().await;
    let Error::LockTimeout { holder: who, .. } = &error else { panic!("{error}") };
    let expected = match Backend::from(db.get_database_backend()) {
        Backend::Sqlite => format!("process {} since 20", std::process::id()),
        Backend::Postgres => format!("migration-kit, process {} (backend ", std::process::id()),
        _ => "connection ".to_owned(),
    };
    assert!(who.starts_with(&expected), "{who}");
    assert_eq!((error.exit_code(), runs(&db).await), (2, 0));
    end.send(true).unwrap();
    holder.await.unwrap().unwrap();
}

/// A holder that goes away in the middle, as a process that is killed does, leaves the lock to the
/// next.
async fn a_holder_that_vanishes_leaves_the_lock(database: TestDatabase) {
    let forever = List(vec![Migration::new("m1", |_| Box::pin(std::future::pending()))]);
    let holder =
        tokio::spawn(boot_owned(database.url().to_owned(), forever, BootOptions::default()));
    until_held(&database).await;
    holder.abort();
    assert!(holder.await.unwrap_err().is_cancelled());
    count_runs(&database).await;
    let report = boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    assert_eq!(report.applied.len(), 2);
}

/// A migration that loses its connection and does not notice is not recorded: the lock went with
/// the connection.
async fn nothing_is_recorded_after_the_connection_was_lost(database: TestDatabase) {
    let db = database.connect().await;
    let kill = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => "SELECT pg_terminate_backend(pg_backend_pid())",
        Backend::MySql => "KILL CONNECTION_ID()",
        // There is no server to lose.
        _ => return,
    };
    for transaction in [false, true] {
        let unaware = Migration::new("m1", move |manager| {
            Box::pin(async move {
                let db = manager.get_connection();
                while db.execute_unprepared(kill).await.is_ok() {}
                Ok(())
            })
        });
        let list = List(vec![
            unaware.transaction(transaction),
            Migration::sql("m2", "SELECT 1", "SELECT 1"),
        ]);
        let error = apply::up(&db, list).await.unwrap_err();
        assert_eq!(error.exit_code(), 4, "{error}");
        // In a transaction with others it is noticed when the next one begins.
        let version = if transaction { "m" } else { "m1 " };
        let expected = format!("the connection was lost while migration {version}");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(recorded(&db).await, Vec::<String>::new());
        common::run(&db, &["DELETE FROM seaql_migrations_ledger"]).await;
    }
}

async fn verify_waits_for_another_and_writes_nothing(database: TestDatabase) {
    let verify = |seconds| BootOptions {
        mode: BootMode::Verify,
        options: Options { lock_timeout: Duration::from_secs_f64(seconds), ..Options::default() },
    };
    let error = boot(database.url(), counting(), verify(0.2)).await.unwrap_err();
    assert_eq!(
        (error.exit_code(), error.to_string()),
        (1, "waited 0 s, and 2 migrations are still pending: m1, m2".to_owned())
    );
    if let Some(path) = database.url().strip_prefix("sqlite://") {
        assert!(
            !std::path::Path::new(path.trim_end_matches("?mode=rwc")).exists(),
            "not even an empty file"
        );
    }
    let manager_db = count_runs(&database).await;
    assert!(!SchemaManager::new(&manager_db).has_table("seaql_migrations").await.unwrap());

    let waiting = tokio::spawn(boot_owned(database.url().to_owned(), counting(), verify(20.0)));
    sleep(Duration::from_millis(200)).await;
    boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    assert!(waiting.await.unwrap().unwrap().applied.is_empty());

    // An older image, whose migrations are all applied, boots in every mode.
    let older = || List(counting().0.into_iter().take(1).collect());
    for mode in [BootMode::Apply, BootMode::Verify] {
        let report = boot(database.url(), older(), BootOptions { mode, ..BootOptions::default() })
            .await
            .unwrap();
        assert_eq!((report.applied.len(), report.ahead), (0, vec!["m2".to_owned()]));
    }
    let off = BootOptions { mode: BootMode::Off, ..BootOptions::default() };
    assert_eq!(boot(database.url(), older(), off).await.unwrap(), apply::BootReport::default());
}

on_each_backend!(
    eight_at_once_run_every_migration_once,
    waiting_has_a_deadline_and_names_the_holder,
    a_holder_that_vanishes_leaves_the_lock,
    nothing_is_recorded_after_the_connection_was_lost,
    verify_waits_for_another_and_writes_nothing,
);

/// A waiting process whose own connection is cut, as by a server that is restarted, connects again
/// and goes on waiting.
async fn a_waiter_that_is_cut_connects_again(database: TestDatabase) {
    // One connection, so that it is known which one is not the waiter's.
    let mut options = sea_orm::ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    let db = sea_orm::Database::connect(options).await.unwrap();
    let forever = List(vec![Migration::new("m1", |_| Box::pin(std::future::pending()))]);
    let holder =
        tokio::spawn(boot_owned(database.url().to_owned(), forever, BootOptions::default()));
    let waiting = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => {
            "SELECT a.pid::bigint FROM pg_stat_activity a WHERE a.datname = current_database() \
             AND a.application_name LIKE 'migration-kit%' AND a.query LIKE '%advisory%' \
             AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory')"
        }
        Backend::MySql => {
            "SELECT CAST(p.ID AS SIGNED) FROM information_schema.PROCESSLIST p WHERE p.DB = DATABASE() \
             AND p.ID NOT IN (CONNECTION_ID(), \
             IS_USED_LOCK(CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), 'seaql_migrations'))))) \
             AND p.ID > IS_USED_LOCK(CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), 'seaql_migrations')))) \
             LIMIT 1"
        }
        // Nobody can cut a file off.
        _ => return holder.abort(),
    };
    until_held(&database).await;
    let options = BootOptions::default();
    let progress = options.options.progress.clone();
    let waiter = tokio::spawn(boot_owned(database.url().to_owned(), counting(), options));
    // Whoever looks whether something is pending does not wait yet.
    until("it waits", async || progress.now().waits_for.is_some()).await;
    let mut cut = Vec::new();
    for _ in 0..3 {
        until("it waits", async || {
            common::numbers(&db, waiting).await.iter().any(|id| !cut.contains(id))
        })
        .await;
        let id = common::numbers(&db, waiting).await[0];
        let kill = match Backend::from(db.get_database_backend()) {
            Backend::Postgres => format!("SELECT pg_terminate_backend({id})"),
            _ => format!("KILL {id}"),
        };
        common::run(&db, &[&kill]).await;
        cut.push(id);
    }
    common::run(&db, &["CREATE TABLE runs (n integer)"]).await;
    holder.abort();
    let report = waiter.await.unwrap().unwrap();
    assert_eq!((report.applied.len(), runs(&db).await), (2, 2));
}

/// Waits until somebody holds the lock of a database.
async fn until_held(database: &TestDatabase) {
    if let Some(path) = database.url().strip_prefix("sqlite://") {
        let lock = format!("{}-migrate.lock", path.trim_end_matches("?mode=rwc"));
        return until("it is locked", async || {
            std::fs::read(&lock).is_ok_and(|text| !text.is_empty())
        })
        .await;
    }
    let db = database.connect().await;
    let held = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => {
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        }
        _ => {
            "SELECT COUNT(IS_USED_LOCK(CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), 'seaql_migrations')))))"
        }
    };
    until("somebody holds the lock", async || common::number(&db, held).await > 0).await;
}

/// What the server says when it ends a session is what is shown, and not that another connection
/// could not be opened.
async fn a_session_that_the_server_ends_is_told(database: TestDatabase) {
    let db = database.connect().await;
    let (kill, reason) = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => (
            "SELECT pg_terminate_backend(pg_backend_pid())",
            "due to administrator command (code 57P01)",
        ),
        Backend::MySql => ("KILL CONNECTION_ID()", "onnection was killed"),
        _ => return,
    };
    // The two share a transaction on PostgreSQL, and are on their own outside.
    for (transaction, count) in [(true, 2), (true, 1), (false, 1)] {
        let all = [
            Migration::sql("m1", kill, "").transaction(transaction),
            Migration::sql("m2", "SELECT 1", ""),
        ];
        let error = apply::up(&db, List(all.into_iter().take(count).collect())).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("the connection was lost while migration m1 was applied"),
            "{text}"
        );
        assert!(text.contains(reason) && !text.contains("No such file"), "{text}");
        assert_eq!(error.exit_code(), 4);
        assert_eq!(recorded(&db).await, Vec::<String>::new());
        common::run(&db, &["DELETE FROM seaql_migrations_ledger"]).await;
    }
    if Backend::from(db.get_database_backend()) == Backend::Postgres {
        // Plain ones share a transaction on a database without a history, and none of them is
        // blamed for the connection.
        common::run(&db, &["DROP TABLE seaql_migrations", "DROP TABLE seaql_migrations_ledger"])
            .await;
        let slow = Migration::sql("m1", "CREATE TABLE slow AS SELECT 1 FROM pg_sleep(20)", "");
        let list = List(vec![slow, Migration::sql("m2", "CREATE TABLE quick (id integer)", "")]);
        let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                    WHERE datname = current_database() AND query LIKE 'CREATE TABLE slow%'";
        let cut = until("the statement runs", async || common::number(&db, kill).await == 1);
        let (ran, ()) = tokio::join!(boot(database.url(), list, BootOptions::default()), cut);
        let error = ran.unwrap_err().to_string();
        assert!(
            error.starts_with("the connection was lost while migration m1 was applied"),
            "{error}"
        );
        assert!(error.contains("code 57P01"), "{error}");

        let idle = Migration::new("m1", |manager| {
            Box::pin(async move {
                let db = manager.get_connection();
                db.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 100")
                    .await?;
                sleep(Duration::from_millis(500)).await;
                db.execute_unprepared("SELECT 1").await.map(|_| ())
            })
        });
        let error = apply::up(&db, List(vec![idle])).await.unwrap_err().to_string();
        assert!(error.contains("due to idle-in-transaction timeout (code 25P03)"), "{error}");
    }
}

on_each_backend!(a_waiter_that_is_cut_connects_again, a_session_that_the_server_ends_is_told);

/// The path of an SQLite database.
fn path(database: &TestDatabase) -> String {
    database.url().trim_start_matches("sqlite://").trim_end_matches("?mode=rwc").to_owned()
}

async fn refused(database: &TestDatabase) -> String {
    let error = boot(database.url(), counting(), BootOptions::default()).await.unwrap_err();
    assert_eq!(error.exit_code(), 2, "{error}");
    error.to_string()
}

/// Whatever has the lock file's name and is not one is neither followed nor changed.
#[tokio::test]
#[cfg(unix)]
async fn a_lock_file_of_others_is_left_alone() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    count_runs(&database).await;
    let lock = format!("{}-migrate.lock", path(&database));
    let precious = format!("{}.precious", path(&database));
    std::fs::write(&precious, "process of years\n").unwrap();
    std::os::unix::fs::symlink(&precious, &lock).unwrap();
    assert!(
        refused(&database).await.ends_with("-migrate.lock is a symbolic link, so it is left alone")
    );
    std::fs::remove_file(&lock).unwrap();
    std::fs::hard_link(&precious, &lock).unwrap();
    assert!(
        refused(&database).await.ends_with("was not made by migration-kit, so it is left alone")
    );
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "process of years\n");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    refused(&database).await;
    std::fs::remove_dir(&lock).unwrap();
    // One of an older kit, and one that a crash left empty, are ours.
    for text in ["", "process 1 since 2026-01-01 00:00:00 UTC\n"] {
        std::fs::write(&lock, text).unwrap();
        boot(database.url(), counting(), BootOptions::default()).await.unwrap();
        common::run(
            &database.connect().await,
            &["DROP TABLE seaql_migrations", "DROP TABLE seaql_migrations_ledger"],
        )
        .await;
        let text = std::fs::read_to_string(&lock).unwrap();
        assert!(text.starts_with(&format!("process {} since 20", std::process::id())), "{text}");
    }
}

/// A process with an older kit has the lock file alone.
#[tokio::test]
async fn an_older_kit_is_excluded_on_sqlite() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    count_runs(&database).await;
    let lock = std::fs::File::create(format!("{}-migrate.lock", path(&database))).unwrap();
    lock.lock().unwrap();
    let options = Options { lock_timeout: Duration::from_millis(200), ..Options::default() };
    let mode = BootMode::Apply;
    let error = boot(database.url(), counting(), BootOptions { mode, options }).await.unwrap_err();
    assert!(matches!(error, Error::LockTimeout { .. }), "{error}");
    lock.unlock().unwrap();
    assert_eq!(
        boot(database.url(), counting(), BootOptions::default()).await.unwrap().applied.len(),
        2
    );
}

const CHILD_URL: &str = "LOCK_TEST_URL";

/// What a child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let Ok(url) = std::env::var(CHILD_URL) else { return };
    migration_kit::testing::block_on(async {
        match url.strip_prefix("write ") {
            Some(url) => {
                let mut options = sea_orm::ConnectOptions::new(url);
                options.max_connections(1).sqlx_logging(false);
                let db = sea_orm::Database::connect(options).await.unwrap();
                common::run(&db, &["PRAGMA busy_timeout = 100"]).await;
                let written = db.execute_unprepared("BEGIN IMMEDIATE").await;
                std::process::exit(if written.is_ok() { 10 } else { 11 });
            }
            None => {
                let options =
                    Options { lock_timeout: Duration::from_millis(300), ..Options::default() };
                let ran =
                    boot(&url, counting(), BootOptions { mode: BootMode::Apply, options }).await;
                std::process::exit(match ran {
                    Ok(_) => 10,
                    Err(Error::LockTimeout { .. }) => 11,
                    Err(_) => 12,
                });
            }
        }
    });
}

async fn run_child(url: String) -> Option<i32> {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child"]).env(CHILD_URL, url);
    tokio::task::spawn_blocking(move || child.output().unwrap().status.code()).await.unwrap()
}

/// A database with two names has one lock, in another process and in this one.
#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn two_names_of_a_file_have_one_lock() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    count_runs(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.db");
    std::fs::hard_link(path(&database), &other).unwrap();
    let other = format!("sqlite://{}", other.display());
    let forever = List(vec![Migration::new("m1", |_| Box::pin(std::future::pending()))]);
    let holder =
        tokio::spawn(boot_owned(database.url().to_owned(), forever, BootOptions::default()));
    let lock = format!("{}-migrate.lock", path(&database));
    until("it is locked", async || std::fs::read(&lock).is_ok_and(|text| !text.is_empty())).await;
    assert_eq!(run_child(other.clone()).await, Some(11), "another process");
    let options = Options { lock_timeout: Duration::from_millis(300), ..Options::default() };
    let error =
        boot(&other, counting(), BootOptions { mode: BootMode::Apply, options }).await.unwrap_err();
    let Error::LockTimeout { holder: who, .. } = &error else { panic!("{error}") };
    assert!(who.contains("has another name (a hard link, another mount)"), "{who}");
    holder.abort();
    assert!(holder.await.unwrap_err().is_cancelled());
    assert_eq!(run_child(other).await, Some(10), "the lock is free again");
}

/// Closing any descriptor of a file drops a process's POSIX locks on it, and with them SQLite's: so
/// none is closed.
#[tokio::test(flavor = "multi_thread")]
async fn locking_drops_none_of_sqlites_own_locks() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = count_runs(&database).await;
    boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    let writer = sea_orm::TransactionTrait::begin(&db).await.unwrap();
    common::run(&writer, &["INSERT INTO runs VALUES (7)"]).await;
    // Another list has something pending, takes the lock, fails to write beside the writer or waits
    // for it, and gives up.
    let more = List(vec![Migration::new("m3", |_| {
        Box::pin(async { Err(DbErr::Custom("no".to_owned())) })
    })]);
    let patience = Duration::from_millis(700);
    let _ =
        tokio::time::timeout(patience, boot(database.url(), more, BootOptions::default())).await;
    let write = format!("write {}", database.url());
    for _ in 0..5 {
        assert_eq!(run_child(write.clone()).await, Some(11), "the writer has its lock still");
    }
    writer.commit().await.unwrap();
    assert_eq!(run_child(write).await, Some(10));
}

/// Giving up on `up` while it waits for the lock, or in the middle of a migration, leaves the
/// caller's only connection as it was.
#[tokio::test]
async fn cancelling_leaves_foreign_keys_on() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let forever = || List(vec![Migration::new("m1", |_| Box::pin(std::future::pending()))]);
    let patience = Duration::from_millis(300);
    assert!(tokio::time::timeout(patience, apply::up(&db, forever())).await.is_err());
    let are_on = async || common::number(&db, "PRAGMA foreign_keys").await == 1;
    until("foreign keys are on again", are_on).await;

    let holder =
        tokio::spawn(boot_owned(database.url().to_owned(), forever(), BootOptions::default()));
    until_held(&database).await;
    assert!(tokio::time::timeout(patience, apply::up(&db, forever())).await.is_err());
    assert_eq!(
        common::number(&db, "PRAGMA foreign_keys").await,
        1,
        "nothing was switched off while it waited"
    );
    holder.abort();
}

/// The fast path: with nothing pending, a database that cannot be written to is good enough.
#[tokio::test]
async fn nothing_pending_writes_nothing() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    count_runs(&database).await;
    boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    let path = database.url().trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
    let lock = format!("{path}-migrate.lock");
    std::fs::remove_file(&lock).unwrap();
    let read_only = format!("sqlite://{path}?mode=ro");
    assert!(boot(&read_only, counting(), BootOptions::default()).await.unwrap().applied.is_empty());
    assert!(!std::path::Path::new(&lock).exists(), "no lock is taken");
}

#[tokio::test]
async fn a_server_out_of_reach_is_tried_until_the_deadline() {
    let url = "postgres://user:s3cret@127.0.0.1:1/db";
    for (seconds, at_least) in [(0, 0), (2, 2)] {
        let started = std::time::Instant::now();
        let connect_timeout = Duration::from_secs(seconds);
        let options = Options { connect_timeout, ..Options::default() };
        let error = boot(url, List(vec![]), BootOptions { mode: BootMode::Apply, options })
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with(
                "cannot connect to postgres://user@127.0.0.1:1/db: Connection refused"
            ),
            "{text}"
        );
        assert_eq!(error.exit_code(), 2);
        assert!(
            (at_least..at_least + 5).contains(&started.elapsed().as_secs()),
            "{:?}",
            started.elapsed()
        );
    }
}

/// Waiting does not make a database appear, so a refusal is told at once, and without the password.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_server_that_refuses_is_not_tried_again() {
    let mut url = url::Url::parse(&std::env::var("TEST_POSTGRES_URL").unwrap()).unwrap();
    url.set_path("no_such_database");
    let started = std::time::Instant::now();
    let error =
        boot(url.as_str(), List(vec![]), BootOptions::default()).await.unwrap_err().to_string();
    assert!(error.contains("database \"no_such_database\" does not exist (code 3D000)"), "{error}");
    assert!(url.password().is_none_or(|password| !error.contains(password)), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
}
