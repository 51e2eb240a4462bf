//! Each backend's lock on its own: who is kept out, what is released, and what those who wait are
//! told.

#![cfg(test)]

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};

use super::*;
use crate::Backend;
use crate::testing::{TestDatabase, block_on};

/// One connection each.
async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn attempt(db: &DatabaseConnection) -> Attempt<Box<dyn Held>> {
    let trying = of(db).unwrap().begin(db, "records").await.unwrap();
    trying.attempt(db).await.unwrap()
}

async fn take(db: &DatabaseConnection) -> Box<dyn Held> {
    match attempt(db).await {
        Attempt::Locked(lock) => lock,
        Attempt::HeldBy(holder) => panic!("held by {holder}"),
    }
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Backend::of(db).statement(sql)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// The connection stays open, as behind a pooler.
async fn it_is_released_by_name(database: TestDatabase) {
    let (db, other) = (connect(&database).await, connect(&database).await);
    for _ in 0..3 {
        let lock = take(&db).await;
        assert!(matches!(attempt(&other).await, Attempt::HeldBy(_)));
        lock.release(&db).await;
        take(&other).await.release(&other).await;
    }
    if Backend::of(&db) == Backend::Postgres {
        let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        assert_eq!(number(&other, sql).await, 0);
    }
}

/// A migration that goes to another schema does not take the lock's name along.
async fn it_is_released_from_another_schema(database: TestDatabase) {
    let (db, other) = (connect(&database).await, connect(&database).await);
    let lock = take(&db).await;
    let go = match Backend::of(&db) {
        Backend::Postgres => "SET search_path = pg_catalog",
        Backend::MySql => "USE information_schema",
        Backend::Sqlite => "SELECT 1",
    };
    db.execute_unprepared(go).await.unwrap();
    lock.release(&db).await;
    assert!(matches!(attempt(&other).await, Attempt::Locked(_)));
}

/// Whoever waits is told which session holds the lock, and which statement ends it once it is idle
/// for long.
async fn the_holder_is_told_with_what_ends_it(database: TestDatabase) {
    let (db, other) = (connect(&database).await, connect(&database).await);
    let (id, ends) = match Backend::of(&db) {
        Backend::Postgres => ("SELECT pg_backend_pid()::bigint", "SELECT pg_terminate_backend($)"),
        Backend::MySql => ("SELECT CAST(CONNECTION_ID() AS SIGNED)", "KILL $"),
        Backend::Sqlite => return,
    };
    let id = number(&db, id).await.to_string();
    let _lock = take(&db).await;
    let holder = loop {
        let Attempt::HeldBy(holder) = attempt(&other).await else { panic!("not locked") };
        // The server may be about to end what it was asked before.
        if holder.to_string().contains(", idle for ") {
            break holder;
        }
        sleep(Duration::from_millis(10)).await;
    };
    let text = holder.to_string();
    assert!(text.contains(&id), "{text}");
    assert_eq!((holder.ends(), holder.statement()), (None, Some(ends.replace('$', &id).as_str())));
}

crate::on_each_backend!(
    it_is_released_by_name,
    it_is_released_from_another_schema,
    the_holder_is_told_with_what_ends_it,
);

/// A process with an older kit takes the lock under its old name alone.
#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn an_older_kit_is_excluded_on_mysql() {
    block_on(async {
        let database = TestDatabase::create(Backend::MySql).await;
        let (db, older) = (connect(&database).await, connect(&database).await);
        let name = "CONCAT('migration-kit:', MD5(CONCAT_WS('.', DATABASE(), 'records')))";
        assert_eq!(number(&older, &format!("SELECT GET_LOCK({name}, 0)")).await, 1);
        assert!(matches!(attempt(&db).await, Attempt::HeldBy(_)));
        assert_eq!(number(&older, &format!("SELECT RELEASE_LOCK({name})")).await, 1);
        let lock = take(&db).await;
        assert_eq!(number(&older, &format!("SELECT GET_LOCK({name}, 0)")).await, 0);
        lock.release(&db).await;
        assert_eq!(number(&older, &format!("SELECT GET_LOCK({name}, 0)")).await, 1);
    });
}

/// Two connections of their own are no pooler; a connection and itself would be.
#[test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
fn a_server_itself_shares_no_session() {
    block_on(async {
        for (backend, id) in [
            (Backend::Postgres, "SELECT pg_backend_pid()::bigint"),
            (Backend::MySql, "SELECT CAST(CONNECTION_ID() AS SIGNED)"),
        ] {
            let database = TestDatabase::create(backend).await;
            let db = connect(&database).await;
            assert!(!pooler::is_shared(&db, number(&db, id).await).await);
        }
    });
}

/// Who asked before the lease expired and took it afterwards did not end what the holder had left
/// open, and then waited for it until its own lease was over.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn found_a_lease_that_expired_between_two_questions() {
    const STOPPED: &str = "migration-kit lease stopped";
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let (stopped, other) = (connect(&database).await, connect(&database).await);
        let name = format!("SET application_name = '{STOPPED}'");
        stopped.execute_unprepared(&name).await.unwrap();
        let lasts = Duration::from_millis(150);
        for round in 0..12 {
            let Attempt::Locked(lock) =
                lease::attempt(&stopped, "records", STOPPED, lasts, None).await.unwrap()
            else {
                panic!("nobody else has it");
            };
            stopped.execute_unprepared("BEGIN").await.unwrap();
            // Not released: it expires.
            drop(lock);
            let owner = lease::owner();
            let lock = loop {
                let lasts = Duration::from_secs(30);
                match lease::attempt(&other, "records", &owner, lasts, None).await.unwrap() {
                    Attempt::Locked(lock) => break lock,
                    Attempt::HeldBy(_) => {}
                }
            };
            let open = format!(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{STOPPED}' \
                 AND state = 'idle in transaction'"
            );
            let started = Instant::now();
            while number(&other, &open).await > 0 {
                let waited = started.elapsed();
                assert!(waited < Duration::from_secs(10), "round {round}: it is not ended");
                sleep(Duration::from_millis(20)).await;
            }
            lock.release().await;
            // The pool connects again.
            let _ = stopped.execute_unprepared("SELECT 1").await;
            stopped.execute_unprepared(&name).await.unwrap();
        }
    });
}
