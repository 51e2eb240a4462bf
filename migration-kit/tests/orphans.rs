//! A process is killed while its last statement still runs in the server. The lock belongs to the
//! session that runs it, so nobody starts beside it.

#![cfg(test)]

mod common;

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{List, Migration, number, run, until};
use migration_kit::apply::{self, Options};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Target};
use sea_orm::{DatabaseConnection, TransactionTrait as _};

const URL: &str = "ORPHAN_TEST_URL";

/// A migration that takes a while: on PostgreSQL as long as somebody else keeps the table busy.
/// (MariaDB looks after the client while a statement waits, so there it has to work.)
fn list(backend: Backend) -> List {
    let slow = match backend {
        Backend::Postgres => "CREATE INDEX CONCURRENTLY i ON busy (id)",
        _ => "ALTER TABLE busy ADD name varchar(10), ALGORITHM = COPY",
    };
    List(vec![Migration::sql("m1", slow, "").transaction(false)])
}

/// What the child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let backend = Target::parse(&url).unwrap().backend();
    let _ = block_on(up(&url, backend, Duration::from_secs(60)));
}

async fn up(url: &str, backend: Backend, lock_timeout: Duration) -> Result<(), Error> {
    let options = Options { lock_timeout, ..Options::default() };
    let mut session = Session::open(&Target::parse(url)?, options).await?;
    let done = session.up(&Migrations::of(&list(backend))?, None).await;
    session.close().await;
    done.map(|_| ())
}

fn start(url: &str) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child"]).env(URL, url).stdout(Stdio::null()).stderr(Stdio::null());
    child.spawn().unwrap()
}

/// How many sessions run the slow statement.
async fn running(db: &DatabaseConnection) -> i64 {
    number(db, match Backend::from(db.get_database_backend()) {
        Backend::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY i%' AND state = 'active' \
             AND datname = current_database()"
        }
        _ => "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'ALTER TABLE busy%' AND db = database()",
    })
    .await
}

async fn an_orphaned_statement_keeps_the_lock(database: TestDatabase) {
    let (db, backend) =
        (database.connect().await, Backend::from(database.connect().await.get_database_backend()));
    run(&db, &["CREATE TABLE busy (id integer)"]).await;
    if backend == Backend::MySql {
        let digits = "(SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7)";
        let joined: Vec<String> = ('a'..='g').map(|name| format!("{digits} {name}")).collect();
        run(&db, &[&format!("INSERT INTO busy SELECT 1 FROM {}", joined.join(", "))]).await;
    }
    let user = db.begin().await.unwrap();
    if backend == Backend::Postgres {
        run(&user, &["INSERT INTO busy VALUES (1)"]).await;
    }

    let mut child = start(database.url());
    until("the statement starts", async || running(&db).await == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let error = up(database.url(), backend, Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(error, Error::LockTimeout { .. }), "{error}");
    assert_eq!(running(&db).await, 1, "it goes on in the server, and nobody started beside it");

    user.commit().await.unwrap();
    until("the statement ends", async || running(&db).await == 0).await;
    let error = up(database.url(), backend, Duration::from_secs(20)).await.unwrap_err();
    assert!(
        matches!(&error, Error::PartiallyApplied { version, .. } if version == "m1"),
        "{error}"
    );
}

/// Those who wait do not stand in the way: CREATE INDEX CONCURRENTLY waits for every transaction
/// that is open, and a waiter that polls has none.
async fn waiters_do_not_stop_an_online_index(database: TestDatabase) {
    let (db, backend) =
        (database.connect().await, Backend::from(database.connect().await.get_database_backend()));
    run(
        &db,
        &["CREATE TABLE busy (id integer)", "INSERT INTO busy SELECT generate_series(1, 300000)"],
    )
    .await;
    let nine: Vec<_> = (0..9)
        .map(|_| {
            let url = database.url().to_owned();
            tokio::spawn(async move { up(&url, backend, Duration::from_secs(60)).await })
        })
        .collect();
    for one in nine {
        one.await.unwrap().unwrap();
    }
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM pg_index WHERE indrelid = 'busy'::regclass AND indisvalid"
        )
        .await,
        1
    );
    assert_eq!(apply::status(&db, list(backend)).await.unwrap()[0].state, apply::State::Applied);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn an_orphan_on_postgres() {
    block_on(async {
        an_orphaned_statement_keeps_the_lock(TestDatabase::create(Backend::Postgres).await).await
    });
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn an_orphan_on_mysql() {
    block_on(async {
        an_orphaned_statement_keeps_the_lock(TestDatabase::create(Backend::MySql).await).await
    });
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn eight_waiters_and_an_online_index() {
    block_on(async {
        waiters_do_not_stop_an_online_index(TestDatabase::create(Backend::Postgres).await).await
    });
}
