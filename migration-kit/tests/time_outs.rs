//! PostgreSQL: a migration goes out of the way of what it waits for, says what that is, and tries again.

#![cfg(test)]

mod common;

use std::time::{Duration, Instant};

use common::{List, Step, number, recorded, run};
use migration_kit::apply::{Options, Session, Steps};
use migration_kit::testing::{DbBackend, TestDatabase};
use migration_kit::{Error, Target};
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use tokio::time::sleep;

async fn up(database: &TestDatabase, list: &List, options: Options) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(database.url())?, options).await?;
    let done = session.up(&Steps::of(list)?, None).await;
    session.close().await;
    done.map(|_| ())
}

fn impatient() -> Options {
    Options { table_lock_timeout: Duration::from_millis(300), ..Options::default() }
}

/// A table that somebody reads, and a step that wants it for itself.
async fn busy() -> (TestDatabase, List) {
    let database = TestDatabase::create(DbBackend::Postgres).await;
    let list = List(vec![
        Step::sql("m1", "CREATE TABLE busy (id integer)", ""),
        Step::sql("m2", "ALTER TABLE busy ADD name text", ""),
    ]);
    up(&database, &List(list.0[..1].to_vec()), Options::default()).await.unwrap();
    (database, list)
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_step_waits_for_a_table_in_short_turns_and_succeeds() {
    let (database, list) = busy().await;
    let db = database.connect().await;
    let reader = db.begin().await.unwrap();
    number(&reader, "SELECT count(*) FROM busy").await;
    let migration = async {
        let result = up(&database, &list, impatient()).await;
        (result, Instant::now())
    };
    let others = async {
        // A second reader gets through while the step waits for its next turn.
        sleep(Duration::from_millis(900)).await;
        let longest = Duration::from_millis(700);
        let other = database.connect().await;
        tokio::time::timeout(longest, number(&other, "SELECT count(*) FROM busy")).await.unwrap();
        reader.commit().await.unwrap();
        Instant::now()
    };
    let ((result, ended), freed) = tokio::join!(migration, others);
    result.unwrap();
    assert!(ended > freed);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_step_that_never_gets_its_lock_says_who_has_it() {
    let (database, list) = busy().await;
    let db = database.connect().await;
    let reader = db.begin().await.unwrap();
    run(&reader, &["SET application_name = 'nightly report'", "LOCK TABLE busy IN ACCESS SHARE MODE"]).await;
    let error = up(&database, &list, impatient()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("canceling statement due to lock timeout (code 55P03); it waited for backend "),
        "{text}"
    );
    assert!(text.contains("(nightly report, idle in transaction) since 20"), "{text}");
    assert!(error.hint().unwrap().starts_with("nothing of it is left"));
    reader.rollback().await.unwrap();
    assert_eq!(recorded(&db).await, ["m1"]);
    up(&database, &list, impatient()).await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_statement_has_its_time() {
    let database = TestDatabase::create(DbBackend::Postgres).await;
    let list = List(vec![Step::sql("m1", "SELECT pg_sleep(20)", "")]);
    let options = Options { statement_timeout: Some(Duration::from_millis(200)), ..Options::default() };
    let error = up(&database, &list, options).await.unwrap_err().to_string();
    assert!(error.contains("canceling statement due to statement timeout (code 57014)"), "{error}");
}

/// Building an index CONCURRENTLY waits for every transaction that can see the table, and nobody waits for it.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn what_is_done_concurrently_is_patient() {
    let (database, list) = busy().await;
    let index = Step::sql("m2", "CREATE INDEX CONCURRENTLY i ON busy (id)", "").transaction(false);
    let list = List(vec![list.0[0].clone(), index]);
    let db = database.connect().await;
    let writer = db.begin().await.unwrap();
    writer.execute_unprepared("INSERT INTO busy VALUES (1)").await.unwrap();
    let migration = up(&database, &list, impatient());
    let others = async {
        sleep(Duration::from_secs(2)).await;
        writer.commit().await.unwrap();
    };
    let (result, ()) = tokio::join!(migration, others);
    result.unwrap();
    assert_eq!(
        number(&db, "SELECT count(*) FROM pg_index WHERE indrelid = 'busy'::regclass AND indisvalid").await,
        1
    );
}
