//! The lock: one at a time, told to those who wait, and gone with whoever held it.

#![cfg(test)]

mod common;

use std::time::Duration;

use common::{List, Step, recorded};
use migration_kit::apply::{self, BootMode, BootOptions, Options, Session, Steps, boot};
use migration_kit::testing::{DbBackend, TestDatabase};
use migration_kit::{Error, Target, on_each_backend};
use sea_orm_migration::prelude::*;
use tokio::time::sleep;

/// Two steps; the first takes a while, and both note in a table of their own that they ran. (A step is also run beside a
/// stand-in for the database, which counts for nothing.)
fn counting() -> List {
    let step = |name: &str, pause: u64| {
        Step::new(name, move |manager| {
            Box::pin(async move {
                manager.get_connection().execute_unprepared("INSERT INTO runs VALUES (1)").await?;
                sleep(Duration::from_millis(pause)).await;
                Ok(())
            })
        })
    };
    List(vec![step("m1", 300), step("m2", 0)])
}

async fn count_runs(database: &TestDatabase) -> sea_orm::DatabaseConnection {
    let db = database.connect().await;
    common::run(&db, &["CREATE TABLE runs (n integer)"]).await;
    db
}

async fn runs(db: &sea_orm::DatabaseConnection) -> i64 {
    common::number(db, "SELECT count(*) FROM runs").await
}

async fn eight_at_once_run_every_step_once(database: TestDatabase) {
    let db = count_runs(&database).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| tokio::spawn(boot_owned(database.url().to_owned(), counting(), BootOptions::default())))
        .collect();
    let mut applied = 0;
    for task in tasks {
        applied += task.await.unwrap().unwrap().applied.len();
    }
    assert_eq!((applied, runs(&db).await), (2, 2));
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

async fn boot_owned(url: String, list: List, options: BootOptions) -> Result<apply::BootReport, Error> {
    boot(&url, list, options).await
}

async fn waiting_has_a_deadline_and_names_the_holder(database: TestDatabase) {
    let db = count_runs(&database).await;
    let slow = List(vec![Step::new("m1", |_| {
        Box::pin(async {
            sleep(Duration::from_secs(3)).await;
            Ok(())
        })
    })]);
    let holder = tokio::spawn(boot_owned(database.url().to_owned(), slow, BootOptions::default()));
    sleep(Duration::from_millis(700)).await;
    let options = Options { lock_timeout: Duration::from_millis(300), ..Options::default() };
    let mut session = Session::open(&Target::parse(database.url()).unwrap(), options).await.unwrap();
    let list = counting();
    let error = session.up(&Steps::of(&list).unwrap(), None).await.unwrap_err();
    session.close().await;
    let Error::LockTimeout { holder: who, .. } = &error else { panic!("{error}") };
    let expected = match db.get_database_backend() {
        DbBackend::Sqlite => format!("process {} since 20", std::process::id()),
        DbBackend::Postgres => format!("migration-kit, process {} (backend ", std::process::id()),
        _ => "connection ".to_owned(),
    };
    assert!(who.starts_with(&expected), "{who}");
    assert_eq!((error.exit_code(), runs(&db).await), (2, 0));
    holder.await.unwrap().unwrap();
}

/// A holder that goes away in the middle, as a process that is killed does, leaves the lock to the next.
async fn a_holder_that_vanishes_leaves_the_lock(database: TestDatabase) {
    let forever = List(vec![Step::new("m1", |_| Box::pin(std::future::pending()))]);
    let holder = tokio::spawn(boot_owned(database.url().to_owned(), forever, BootOptions::default()));
    sleep(Duration::from_millis(500)).await;
    holder.abort();
    assert!(holder.await.unwrap_err().is_cancelled());
    count_runs(&database).await;
    let report = boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    assert_eq!(report.applied.len(), 2);
}

/// A step that loses its connection and does not notice is not recorded: the lock went with the connection.
async fn nothing_is_recorded_after_the_connection_was_lost(database: TestDatabase) {
    let db = database.connect().await;
    let kill = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT pg_terminate_backend(pg_backend_pid())",
        DbBackend::MySql => "KILL CONNECTION_ID()",
        // There is no server to lose.
        _ => return,
    };
    for transaction in [false, true] {
        let unaware = Step::new("m1", move |manager| {
            Box::pin(async move {
                let _ = manager.get_connection().execute_unprepared(kill).await;
                sleep(Duration::from_millis(100)).await;
                Ok(())
            })
        });
        let list = List(vec![unaware.transaction(transaction), Step::sql("m2", "SELECT 1", "SELECT 1")]);
        let error = apply::up(&db, list).await.unwrap_err();
        assert_eq!(error.exit_code(), 4, "{error}");
        assert!(
            error.to_string().starts_with("the connection was lost while step m1 was applied"),
            "{error}"
        );
        assert_eq!(recorded(&db).await, Vec::<String>::new());
        common::run(&db, &["DELETE FROM seaql_migrations_ledger"]).await;
    }
}

async fn verify_waits_for_another_process_and_writes_nothing(database: TestDatabase) {
    let verify = |seconds| BootOptions {
        mode: BootMode::Verify,
        options: Options { lock_timeout: Duration::from_secs_f64(seconds), ..Options::default() },
    };
    let error = boot(database.url(), counting(), verify(0.2)).await.unwrap_err();
    assert_eq!(
        (error.exit_code(), error.to_string()),
        (1, "waited 0 s, and 2 steps are still pending: m1, m2".to_owned())
    );
    if let Some(path) = database.url().strip_prefix("sqlite://") {
        assert!(!std::path::Path::new(path.trim_end_matches("?mode=rwc")).exists(), "not even an empty file");
    }
    let manager_db = count_runs(&database).await;
    assert!(!SchemaManager::new(&manager_db).has_table("seaql_migrations").await.unwrap());

    let waiting = tokio::spawn(boot_owned(database.url().to_owned(), counting(), verify(20.0)));
    sleep(Duration::from_millis(200)).await;
    boot(database.url(), counting(), BootOptions::default()).await.unwrap();
    assert!(waiting.await.unwrap().unwrap().applied.is_empty());

    // An older image, whose steps are all applied, boots in every mode.
    let older = || List(counting().0.into_iter().take(1).collect());
    for mode in [BootMode::Apply, BootMode::Verify] {
        let report =
            boot(database.url(), older(), BootOptions { mode, ..BootOptions::default() }).await.unwrap();
        assert_eq!((report.applied.len(), report.ahead), (0, vec!["m2".to_owned()]));
    }
    let off = BootOptions { mode: BootMode::Off, ..BootOptions::default() };
    assert_eq!(boot(database.url(), older(), off).await.unwrap(), apply::BootReport::default());
}

on_each_backend!(
    eight_at_once_run_every_step_once,
    waiting_has_a_deadline_and_names_the_holder,
    a_holder_that_vanishes_leaves_the_lock,
    nothing_is_recorded_after_the_connection_was_lost,
    verify_waits_for_another_process_and_writes_nothing,
);

/// Giving up on `up` while it waits for the lock, or in the middle of a step, leaves the caller's only connection as it
/// was.
#[tokio::test]
async fn cancelling_leaves_foreign_keys_on() {
    let database = TestDatabase::create(DbBackend::Sqlite).await;
    let db = database.connect().await;
    let forever = || List(vec![Step::new("m1", |_| Box::pin(std::future::pending()))]);
    let patience = Duration::from_millis(300);
    assert!(tokio::time::timeout(patience, apply::up(&db, forever())).await.is_err());
    wait_for_foreign_keys(&db).await;

    let holder = tokio::spawn(boot_owned(database.url().to_owned(), forever(), BootOptions::default()));
    sleep(patience).await;
    assert!(tokio::time::timeout(patience, apply::up(&db, forever())).await.is_err());
    assert_eq!(
        common::number(&db, "PRAGMA foreign_keys").await,
        1,
        "nothing was switched off while it waited"
    );
    holder.abort();
}

async fn wait_for_foreign_keys(db: &sea_orm::DatabaseConnection) {
    for _ in 0..100 {
        if common::number(db, "PRAGMA foreign_keys").await == 1 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("foreign keys stay off");
}

/// The fast path: with nothing pending, a database that cannot be written to is good enough.
#[tokio::test]
async fn nothing_pending_writes_nothing() {
    let database = TestDatabase::create(DbBackend::Sqlite).await;
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
        let error =
            boot(url, List(vec![]), BootOptions { mode: BootMode::Apply, options }).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("cannot connect to postgres://user@127.0.0.1:1/db: Connection refused"),
            "{text}"
        );
        assert_eq!(error.exit_code(), 2);
        assert!((at_least..at_least + 5).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    }
}

/// Waiting does not make a database appear, so a refusal is told at once, and without the password.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_server_that_refuses_is_not_tried_again() {
    let mut url = url::Url::parse(&std::env::var("TEST_POSTGRES_URL").unwrap()).unwrap();
    url.set_path("no_such_database");
    let started = std::time::Instant::now();
    let error = boot(url.as_str(), List(vec![]), BootOptions::default()).await.unwrap_err().to_string();
    assert!(error.contains("database \"no_such_database\" does not exist (code 3D000)"), "{error}");
    assert!(url.password().is_none_or(|password| !error.contains(password)), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
}
