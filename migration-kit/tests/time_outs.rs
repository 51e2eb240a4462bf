//! On a server a migration lets others go before it that wait for the same table, says what it
//! waits for itself, and tries again.

#![cfg(test)]

mod common;

use std::time::{Duration, Instant};

use common::{List, Migration, number, recorded, run, until_second_turn, until_waiting};
use migration_kit::apply::Options;
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::migration::{self, Plan, planned};
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Error, Target};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, TransactionTrait as _,
};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTraitSelf};
use tokio::time::sleep;

async fn up(
    database: &TestDatabase,
    list: &impl MigratorTraitSelf,
    options: Options,
) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(database.url())?, options).await?;
    let done = session.up(&Migrations::of(list)?, None).await;
    session.close().await;
    done.map(|_| ())
}

fn impatient() -> Options {
    Options { table_lock_timeout: Duration::from_millis(300), ..Options::default() }
}

/// A table that somebody reads, and a migration that wants it for itself.
async fn busy() -> (TestDatabase, List) {
    let database = TestDatabase::create(Backend::Postgres).await;
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE busy (id integer)", ""),
        Migration::sql("m2", "ALTER TABLE busy ADD name text", ""),
    ]);
    up(&database, &List(list.0[..1].to_vec()), Options::default()).await.unwrap();
    (database, list)
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_table_lock_is_retried_until_it_succeeds() {
    let (database, list) = busy().await;
    let db = database.connect().await;
    let reader = db.begin().await.unwrap();
    number(&reader, "SELECT count(*) FROM busy").await;
    let migration = async {
        let result = up(&database, &list, impatient()).await;
        (result, Instant::now())
    };
    let others = async {
        // A second reader gets through while the migration waits for its next turn.
        until_waiting(&db, 0).await;
        let longest = Duration::from_millis(700);
        let other = database.connect().await;
        tokio::time::timeout(longest, number(&other, "SELECT count(*) FROM busy")).await.unwrap();
        // Before, because the migration may end sooner than the answer to this comes.
        let freed = Instant::now();
        reader.commit().await.unwrap();
        freed
    };
    let ((result, ended), freed) = tokio::join!(migration, others);
    result.unwrap();
    assert!(ended > freed);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_lock_that_never_comes_names_who_holds_it() {
    let (database, list) = busy().await;
    let db = database.connect().await;
    let reader = db.begin().await.unwrap();
    run(
        &reader,
        &["SET application_name = 'nightly report'", "LOCK TABLE busy IN ACCESS SHARE MODE"],
    )
    .await;
    let error = up(&database, &list, impatient()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains(
            "canceling statement due to lock timeout (code 55P03); it waited for backend "
        ),
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
    let database = TestDatabase::create(Backend::Postgres).await;
    let list = List(vec![Migration::sql("m1", "SELECT pg_sleep(20)", "")]);
    let options =
        Options { statement_timeout: Some(Duration::from_millis(200)), ..Options::default() };
    let error = up(&database, &list, options).await.unwrap_err().to_string();
    assert!(error.contains("canceling statement due to statement timeout (code 57014)"), "{error}");
}

/// Building an index CONCURRENTLY waits for every transaction that can see the table, and nobody
/// waits for it.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn what_is_done_concurrently_is_patient() {
    let (database, list) = busy().await;
    let index =
        Migration::sql("m2", "CREATE INDEX CONCURRENTLY i ON busy (id)", "").transaction(false);
    let list = List(vec![list.0[0].clone(), index]);
    let db = database.connect().await;
    let writer = db.begin().await.unwrap();
    writer.execute_unprepared("INSERT INTO busy VALUES (1)").await.unwrap();
    let migration = up(&database, &list, impatient());
    let others = async {
        // Longer than it would wait for anything else.
        until_waiting(&db, 1).await;
        writer.commit().await.unwrap();
    };
    let (result, ()) = tokio::join!(migration, others);
    result.unwrap();
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM pg_index WHERE indrelid = 'busy'::regclass AND indisvalid"
        )
        .await,
        1
    );
}

/// A migration as data, outside a transaction.
#[derive(Clone)]
struct Data(&'static str, Vec<&'static str>);

impl MigrationName for Data {
    fn name(&self) -> &str {
        self.0
    }
}

impl migration::Planned for Data {
    fn up(&self, plan: &mut Plan) {
        for sql in &self.1 {
            plan.add_sql(sql);
        }
    }

    fn down(&self, _: &mut Plan) {}

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}

struct AsData(Vec<Data>);

impl MigratorTraitSelf for AsData {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().cloned().map(|data| planned(data)).collect()
    }
}

/// The least that MySQL can wait.
fn a_second() -> Options {
    Options { table_lock_timeout: Duration::from_secs(1), ..Options::default() }
}

/// A table with a row, and somebody who reads it.
async fn read(database: &TestDatabase) -> (DatabaseConnection, DatabaseTransaction) {
    let db = database.connect().await;
    run(&db, &["CREATE TABLE busy (id integer PRIMARY KEY)", "INSERT INTO busy VALUES (1)"]).await;
    up(
        database,
        &AsData(vec![Data("m1", vec!["CREATE TABLE early (id integer)"])]),
        Options::default(),
    )
    .await
    .unwrap();
    let reader = db.begin().await.unwrap();
    number(&reader, "SELECT count(*) FROM busy").await;
    (db, reader)
}

fn is_sqlite(database: &TestDatabase) -> bool {
    Target::parse(database.url()).unwrap().backend() == Backend::Sqlite
}

/// A statement in the middle of a migration that cannot be rolled back is tried again by itself,
/// and others get through.
async fn one_statement_is_tried_again(database: TestDatabase) {
    if is_sqlite(&database) {
        return;
    }
    let (db, reader) = read(&database).await;
    let second = vec!["CREATE TABLE other (id integer)", "ALTER TABLE busy ADD name varchar(10)"];
    let list =
        AsData(vec![Data("m1", vec!["CREATE TABLE early (id integer)"]), Data("m2", second)]);
    let migration = async {
        let result = up(&database, &list, a_second()).await;
        (result, Instant::now())
    };
    let others = async {
        let other = database.connect().await;
        until_waiting(&db, 0).await;
        // Longer than one turn and its pause.
        let longest = Duration::from_millis(2500);
        tokio::time::timeout(longest, number(&other, "SELECT count(*) FROM busy")).await.unwrap();
        until_second_turn(&db).await;
        // Before, because the migration may end sooner than the answer to this comes.
        let freed = Instant::now();
        reader.commit().await.unwrap();
        freed
    };
    let ((result, ended), freed) = tokio::join!(migration, others);
    result.unwrap();
    assert!(ended > freed);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
    number(&db, "SELECT count(*) FROM other").await;
    number(&db, "SELECT count(name) FROM busy").await;
}

/// One that never gets its table says who has it, what ends that session, and which statements have
/// run.
async fn a_refused_statement_says_who_is_in_its_way(database: TestDatabase) {
    if is_sqlite(&database) {
        return;
    }
    let (db, reader) = read(&database).await;
    let (id, ends) = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => ("SELECT pg_backend_pid()::bigint", "SELECT pg_terminate_backend($)"),
        _ => ("SELECT CAST(CONNECTION_ID() AS SIGNED)", "KILL $"),
    };
    let ends = ends.replace('$', &number(&reader, id).await.to_string());
    let statements =
        vec!["CREATE TABLE other (id integer)", "ALTER TABLE busy ADD name varchar(10)"];
    let list =
        AsData(vec![Data("m1", vec!["CREATE TABLE early (id integer)"]), Data("m2", statements)]);
    let error = up(&database, &list, a_second()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("; it waited for ") && text.contains(&format!("`{ends}` ends it")),
        "{text}"
    );
    assert!(text.starts_with("migration m2 failed while it was applied: "), "{text}");
    reader.rollback().await.unwrap();
    let error = up(&database, &list, a_second()).await.unwrap_err();
    assert!(
        matches!(&error, Error::PartiallyApplied { known, .. } if known.contains("1 of its 2 statements ran"))
    );
}

/// A row that somebody else has changed is waited for in the same way.
async fn a_row_is_waited_for_in_turns(database: TestDatabase) {
    if is_sqlite(&database) {
        return;
    }
    let (db, reader) = read(&database).await;
    run(&reader, &["UPDATE busy SET id = 2"]).await;
    let statements = vec!["CREATE TABLE other (id integer)", "UPDATE busy SET id = 3"];
    let list =
        AsData(vec![Data("m1", vec!["CREATE TABLE early (id integer)"]), Data("m2", statements)]);
    let others = async {
        until_second_turn(&db).await;
        reader.commit().await.unwrap();
    };
    let (result, ()) = tokio::join!(up(&database, &list, a_second()), others);
    result.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM busy WHERE id = 3").await, 1);
}

/// A hand-written migration of several statements may be half done when one does not get its table.
/// Nobody can try that one again, so it waits for as long as all attempts of another one would.
async fn several_statements_by_hand_wait_in_one_turn(database: TestDatabase) {
    if Target::parse(database.url()).unwrap().backend() != Backend::MySql {
        return;
    }
    let (db, reader) = read(&database).await;
    let by_hand = Migration::new("m2", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE other (id integer)").await?;
            db.execute_unprepared("ALTER TABLE busy ADD name varchar(10)").await.map(|_| ())
        })
    });
    // And what waits for others does not hold for the next one.
    let next = Migration::new("m3", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let sql = "INSERT INTO early SELECT @@SESSION.lock_wait_timeout";
            db.execute_unprepared(sql).await.map(|_| ())
        })
    });
    let first = Migration::sql("m1", "CREATE TABLE early (id integer)", "");
    let others = async {
        // Longer than one turn of another one.
        until_waiting(&db, 2).await;
        reader.commit().await.unwrap();
    };
    let list = List(vec![first, by_hand, next]);
    let (result, ()) = tokio::join!(up(&database, &list, a_second()), others);
    result.unwrap();
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3"]);
    assert_eq!(number(&db, "SELECT CAST(max(id) AS SIGNED) FROM early").await, 1);
}

/// One statement by hand was refused as a whole, so the migration is tried again, and nothing of it
/// is left in the end.
async fn one_statement_by_hand_is_tried_again(database: TestDatabase) {
    if is_sqlite(&database) {
        return;
    }
    let (db, reader) = read(&database).await;
    let first = Migration::sql("m1", "CREATE TABLE early (id integer)", "");
    let second = Migration::sql("m2", "ALTER TABLE busy ADD name varchar(10)", "");
    let list = List(vec![first, second]);
    let others = async {
        until_second_turn(&db).await;
        reader.commit().await.unwrap();
    };
    let (result, ()) = tokio::join!(up(&database, &list, a_second()), others);
    result.unwrap();
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// What ends an idle session or a long transaction is not for the one that migrates, which may
/// compute for long.
async fn what_ends_idle_sessions_is_set_aside(database: TestDatabase) {
    let db = database.connect().await;
    let backend = Backend::from(db.get_database_backend());
    if backend == Backend::Postgres {
        let name: Vec<String> = common::texts(&db, "SELECT current_database()::text").await;
        for setting in
            ["idle_in_transaction_session_timeout", "idle_session_timeout", "transaction_timeout"]
        {
            // Not every version has all of them.
            let set = format!("ALTER DATABASE {} SET {setting} = '300ms'", name[0]);
            let _ = db.execute_unprepared(&set).await;
        }
    }
    let computes = |version: &str, transaction| {
        Migration::new(version, move |manager| {
            Box::pin(async move {
                let db = manager.get_connection();
                if Backend::from(db.get_database_backend()) == Backend::MySql {
                    let waits = number(db, "SELECT CAST(@@SESSION.wait_timeout AS SIGNED)").await;
                    let row =
                        number(db, "SELECT CAST(@@SESSION.innodb_lock_wait_timeout AS SIGNED)")
                            .await;
                    assert!((waits, row) == (604_800, 55) || waits == 0, "{waits} {row}");
                }
                sleep(Duration::from_millis(900)).await;
                db.execute_unprepared("CREATE TABLE computed (id integer)").await?;
                db.execute_unprepared("DROP TABLE computed").await.map(|_| ())
            })
        })
        .transaction(transaction)
    };
    let list = List(vec![computes("m1", true), computes("m2", false), computes("m3", true)]);
    up(&database, &list, Options::default()).await.unwrap();
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3"]);
}

on_each_backend!(
    one_statement_is_tried_again,
    a_refused_statement_says_who_is_in_its_way,
    a_row_is_waited_for_in_turns,
    several_statements_by_hand_wait_in_one_turn,
    one_statement_by_hand_is_tried_again,
    what_ends_idle_sessions_is_set_aside,
);

/// What a function of PostgreSQL has refused so often, by this error.
async fn refusals(db: &DatabaseConnection, times: &str, code: &str) {
    let function = format!(
        "CREATE FUNCTION refuse() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('refused') <= {times} THEN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; \
         END IF; RETURN 1; END $$"
    );
    run(db, &["CREATE SEQUENCE refused", &function]).await;
}

/// A deadlock takes back what the migration's own transaction did before, so that the statement
/// alone is not tried again. In a transaction of the kit's all of it is.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_deadlock_retried_by_statement() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    refusals(&db, "1", "40001").await;
    let list = AsData(vec![Data(
        "m1",
        vec!["CREATE TABLE a (id integer)", "CREATE TABLE b AS SELECT refuse()"],
    )]);
    let error = up(&database, &list, impatient()).await.unwrap_err();
    assert!(matches!(error, Error::PartiallyApplied { .. } | Error::Migration { .. }), "{error:?}");
    assert_eq!(number(&db, "SELECT last_value FROM refused").await, 1, "once");

    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    refusals(&db, "1", "40P01").await;
    let list = List(vec![Migration::sql("m1", "CREATE TABLE b AS SELECT refuse()", "")]);
    up(&database, &list, impatient()).await.unwrap();
    assert_eq!(number(&db, "SELECT last_value FROM refused").await, 2);
}

/// A migration of two statements in a transaction, on the way down.
struct Stubborn;

impl MigrationName for Stubborn {
    fn name(&self) -> &str {
        "m1"
    }
}

impl migration::Planned for Stubborn {
    fn up(&self, _: &mut Plan) {}

    fn down(&self, plan: &mut Plan) {
        plan.add_sql("CREATE TABLE a (id integer)").add_sql("CREATE TABLE b AS SELECT refuse()");
    }
}

struct OneStubborn;

impl MigratorTraitSelf for OneStubborn {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(Stubborn)]
    }
}

/// Each attempt gets as far as the one before, which is no reason to begin to count anew.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_migration_tried_again_for_ever() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    refusals(&db, "1000", "55P03").await;
    let options = Options { table_lock_timeout: Duration::from_millis(20), ..Options::default() };
    let target = Target::parse(database.url()).unwrap();
    let mut session = Session::open(&target, options).await.unwrap();
    let migrations = Migrations::of(&OneStubborn).unwrap();
    session.up(&migrations, None).await.unwrap();
    let down = session.down(&migrations, Some(1));
    let error = tokio::time::timeout(Duration::from_secs(20), down).await.unwrap().unwrap_err();
    assert!(error.to_string().contains("55P03"), "{error}");
    assert_eq!(number(&db, "SELECT last_value FROM refused").await, 11);
}
