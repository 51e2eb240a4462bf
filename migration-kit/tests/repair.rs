//! Steps that did not end, that were edited, or that others ran: how they are recognised and cleared up.

#![cfg(test)]

mod common;

use std::time::Duration;

use common::{List, Step, number, recorded, run, texts};
use migration_kit::apply::{self, Mark, Options, Session, State, Steps};
use migration_kit::testing::{DbBackend, TestDatabase};
use migration_kit::{Error, Target, on_each_backend};
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf as _;
use sea_orm_migration::prelude::*;
use tokio::time::sleep;

async fn session(database: &TestDatabase) -> Session {
    Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap()
}

async fn repair(database: &TestDatabase, list: &List, version: &str, mark: Mark) -> Result<(), Error> {
    let mut session = session(database).await;
    let result = session.repair(&Steps::of(list).unwrap(), version, mark).await;
    session.close().await;
    result
}

/// "m1=applied m2=pending …"
async fn states(db: &DatabaseConnection, migrator: &List) -> String {
    let all = apply::audit(db, migrator.clone()).await.unwrap();
    let words: Vec<String> = all.iter().map(|s| format!("{}={}", s.version, s.state.as_str())).collect();
    words.join(" ")
}

async fn has_table(db: &DatabaseConnection, table: &str) -> bool {
    SchemaManager::new(db).has_table(table).await.unwrap()
}

/// Two tables outside a transaction, of which the second one fails at first.
fn halves(broken: bool) -> List {
    let half = Step::new("m1", move |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE half (id integer)").await?;
            let rest =
                if broken { "CREATE TABLE half (id integer)" } else { "CREATE TABLE rest (id integer)" };
            db.execute_unprepared(rest).await.map(|_| ())
        })
    });
    let half = half.down_sql("DROP TABLE IF EXISTS half; DROP TABLE IF EXISTS rest");
    List(vec![half.transaction(false), Step::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b")])
}

async fn a_half_applied_step_stops_everything_until_it_is_repaired(database: TestDatabase) {
    let db = database.connect().await;
    let error = apply::up(&db, halves(true)).await.unwrap_err();
    assert_eq!(error.exit_code(), 4, "{error}");
    assert_eq!(states(&db, &halves(false)).await, "m1=failed m2=pending");

    // The step was mended, but what is there is not known to anybody but its owner.
    for _ in 0..2 {
        let error = apply::up(&db, halves(false)).await.unwrap_err();
        assert_eq!(error.exit_code(), 4);
        let (text, hint) = (error.to_string(), error.hint().unwrap());
        let expected = format!("step m1 is half-applied: process {} on ", std::process::id());
        assert!(text.starts_with(&expected) && text.contains("it failed: "), "{text}");
        // On SQLite a step that cannot work fails beside the stand-in too, and what it would do is not known.
        let known =
            db.get_database_backend() == DbBackend::Sqlite || hint.contains("CREATE TABLE half (id integer)");
        assert!(known && hint.contains("repair m1 --mark"), "{hint}");
    }
    let mut undo = session(&database).await;
    let error = undo.down(&Steps::of(&halves(false)).unwrap(), None).await.unwrap_err();
    undo.close().await;
    assert!(matches!(error, Error::HalfApplied { .. }), "{error}");

    // One way out: undo it.
    repair(&database, &halves(false), "m1", Mark::Down).await.unwrap();
    assert!(!has_table(&db, "half").await);
    assert_eq!(states(&db, &halves(false)).await, "m1=pending m2=pending");

    // Another one: do by hand what is missing.
    apply::up(&db, halves(true)).await.unwrap_err();
    run(&db, &["CREATE TABLE rest (id integer)"]).await;
    repair(&database, &halves(false), "m1", Mark::Applied).await.unwrap();
    assert_eq!(states(&db, &halves(false)).await, "m1=applied m2=pending");
    assert_eq!(apply::up(&db, halves(false)).await.unwrap().len(), 1);

    // And the third one: undo by hand what is there.
    repair(&database, &halves(false), "m2", Mark::Down).await.unwrap();
    repair(&database, &halves(false), "m1", Mark::Down).await.unwrap();
    apply::up(&db, halves(true)).await.unwrap_err();
    run(&db, &["DROP TABLE half"]).await;
    repair(&database, &halves(false), "m1", Mark::Pending).await.unwrap();
    assert_eq!(apply::up(&db, halves(false)).await.unwrap().len(), 2);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// A `down` that ends in the middle is as half-done as an `up`.
async fn a_half_undone_step_is_recognised(database: TestDatabase) {
    let db = database.connect().await;
    let made = |down: &'static str| {
        let step = Step::sql("m1", "CREATE TABLE a (id integer)", down);
        List(vec![step.transaction(false)])
    };
    apply::up(&db, made("")).await.unwrap();
    let broken = made("DROP TABLE a; DROP TABLE nowhere");
    let mut undo = session(&database).await;
    undo.down(&Steps::of(&broken).unwrap(), None).await.unwrap_err();
    undo.close().await;
    assert_eq!(states(&db, &broken).await, "m1=failed");
    let error = apply::up(&db, broken.clone()).await.unwrap_err();
    assert!(error.to_string().starts_with("step m1 is half-undone: "), "{error}");
    repair(&database, &broken, "m1", Mark::Pending).await.unwrap();
    assert_eq!(states(&db, &broken).await, "m1=pending");
}

/// A step whose first statement fails has left nothing behind, whatever the database can roll back.
async fn a_step_that_fails_at_once_needs_no_repair(database: TestDatabase) {
    let db = database.connect().await;
    let create =
        |table: &str| Table::create().table(table.to_owned()).col(ColumnDef::new("id").integer()).take();
    let by_hand = move |taken: bool| {
        let step = Step::new("m1", move |manager| {
            Box::pin(async move {
                manager.create_table(create(if taken { "taken" } else { "free" })).await?;
                manager.create_table(create("second")).await
            })
        });
        List(vec![step.transaction(false)])
    };
    run(&db, &["CREATE TABLE taken (id integer)"]).await;
    let error = apply::up(&db, by_hand(true)).await.unwrap_err();
    assert!(error.hint().unwrap().starts_with("nothing of it is left"), "{error}");
    assert_eq!(states(&db, &by_hand(false)).await, "m1=pending");
    assert_eq!(apply::up(&db, by_hand(false)).await.unwrap().len(), 1);
}

async fn an_edited_step_is_told_until_the_edit_is_accepted(database: TestDatabase) {
    let db = database.connect().await;
    let list = |first: &'static str| {
        List(vec![Step::sql("m1", first, "DROP TABLE a"), Step::sql("m2", "CREATE TABLE b (id integer)", "")])
    };
    let (before, layout, after) = (
        list("CREATE TABLE a (id integer)"),
        list("CREATE  TABLE a -- with a comment\n (id integer)"),
        list("CREATE TABLE a (id bigint)"),
    );
    apply::up(&db, before.clone()).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &layout).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &after).await, "m1=edited m2=applied");
    assert!(apply::up(&db, after.clone()).await.unwrap().is_empty(), "it is told, and stops nothing");
    repair(&database, &after, "m1", Mark::AcceptEdit).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &before).await, "m1=edited m2=applied");
}

/// What a value says may be a secret or the time, and is neither kept nor compared.
async fn values_are_not_kept(database: TestDatabase) {
    let db = database.connect().await;
    let list = |secret: &'static str| {
        let make = Step::sql("m1", "CREATE TABLE a (name varchar(20))", "");
        let fill = Step::new("m2", move |manager| {
            Box::pin(async move {
                let insert =
                    Query::insert().into_table("a").columns(["name"]).values_panic([secret.into()]).take();
                manager.execute(insert).await
            })
        });
        List(vec![make, fill])
    };
    apply::up(&db, list("s3cret")).await.unwrap();
    assert_eq!(states(&db, &list("another")).await, "m1=applied m2=applied");
    let kept = texts(&db, "SELECT statements FROM seaql_migrations_ledger ORDER BY version").await;
    assert_eq!(kept.len(), 2);
    assert!(kept[1].to_uppercase().starts_with("INSERT INTO") && !kept[1].contains("s3cret"), "{kept:?}");
    assert_eq!(texts(&db, "SELECT name FROM a").await, ["s3cret"]);
}

/// A step that does another thing every time is not called edited.
async fn a_step_that_varies_is_not_edited(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Step::new("m1", |manager| {
        Box::pin(async move {
            let now = chrono::Utc::now().timestamp_nanos_opt().unwrap();
            manager.get_connection().execute_unprepared(&format!("CREATE TABLE t{now} (id integer)")).await?;
            Ok(())
        })
    })]);
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied");
    assert_eq!(number(&db, "SELECT count(*) FROM seaql_migrations_ledger WHERE hash IS NULL").await, 1);
}

/// Who ran a step, when and for how long; and the versions that make its hash comparable.
async fn the_ledger_tells_of_a_run(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Step::sql("m1", "CREATE TABLE a (id integer)", "")]);
    apply::up(&db, list.clone()).await.unwrap();
    let status = &apply::status(&db, list).await.unwrap()[0];
    assert!(status.by.as_ref().unwrap().starts_with(&format!("process {} on ", std::process::id())));
    assert!(status.duration_ms.unwrap() < 60_000);
    assert!(status.started_at.as_ref().unwrap().starts_with("20"));
    let whole = "SELECT count(*) FROM seaql_migrations_ledger WHERE state = 'applied' AND direction = 'up' \
                 AND hash LIKE '1:%' AND statements LIKE 'CREATE TABLE a%' AND kit <> '' AND sea_query <> ''";
    assert_eq!(number(&db, whole).await, 1);
}

/// What the stock executor applied is stamped when the kit comes to apply something, so that later edits are noticed.
async fn steps_of_the_stock_executor_are_stamped(database: TestDatabase) {
    let db = database.connect().await;
    let list = |first: &'static str| {
        List(vec![
            Step::sql("m1", first, "DROP TABLE a"),
            Step::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b"),
        ])
    };
    let (before, after) = (list("CREATE TABLE a (id integer)"), list("CREATE TABLE a (id bigint)"));
    before.up(&db, Some(1)).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=applied m2=pending");
    apply::up(&db, before.clone()).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=edited m2=applied");
    let status = &apply::status(&db, before.clone()).await.unwrap()[0];
    assert_eq!((status.state, status.by.as_deref(), status.duration_ms), (State::Applied, None, None));

    // And back: the stock executor undoes and applies, and what the ledger says of it is stale.
    before.down(&db, Some(2)).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=pending m2=pending");
    sleep(Duration::from_millis(1100)).await;
    after.up(&db, None).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &after).await, "m1=applied m2=applied");
}

on_each_backend!(
    a_half_applied_step_stops_everything_until_it_is_repaired,
    a_half_undone_step_is_recognised,
    a_step_that_fails_at_once_needs_no_repair,
    an_edited_step_is_told_until_the_edit_is_accepted,
    values_are_not_kept,
    a_step_that_varies_is_not_edited,
    the_ledger_tells_of_a_run,
    steps_of_the_stock_executor_are_stamped,
);

/// An empty database gets its steps in one transaction, unless they cannot share one.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn steps_that_cannot_share_a_transaction_run_one_by_one() {
    let database = TestDatabase::create(DbBackend::Postgres).await;
    let db = database.connect().await;
    let transaction = "CREATE TABLE tx AS SELECT txid_current() AS id";
    let list = List(vec![
        Step::sql("m1", "CREATE TYPE mood AS ENUM ('ok')", ""),
        Step::sql("m2", transaction, ""),
        Step::sql("m3", "INSERT INTO tx SELECT txid_current()", ""),
    ]);
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(number(&db, "SELECT count(DISTINCT id) FROM tx").await, 1);

    // A value cannot be used in the transaction that adds it, so the three above share none now.
    let mut session = session(&database).await;
    let added = [
        list.0,
        vec![
            Step::sql("m4", "ALTER TYPE mood ADD VALUE 'new'", ""),
            Step::sql("m5", "CREATE TABLE moods AS SELECT 'new'::mood AS mood", ""),
        ],
    ];
    let added = List(added.concat());
    assert_eq!(session.fresh(&Steps::of(&added).unwrap()).await.unwrap().len(), 5);
    session.close().await;
    assert_eq!(number(&db, "SELECT count(DISTINCT id) FROM tx").await, 2);
    assert_eq!(recorded(&db).await.len(), 5);
}

/// Tables in a schema that a step makes go with everything else.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn fresh_drops_the_schemas_of_the_steps() {
    let database = TestDatabase::create(DbBackend::Postgres).await;
    let list =
        List(vec![Step::sql("m1", "CREATE SCHEMA IF NOT EXISTS x; CREATE TABLE x.a (id integer)", "")]);
    run(&database.connect().await, &["CREATE SCHEMA others", "CREATE TABLE others.a (id integer)"]).await;
    let steps = Steps::of(&list).unwrap();
    let mut session = session(&database).await;
    session.up(&steps, None).await.unwrap();
    assert_eq!(session.fresh(&steps).await.unwrap().len(), 1);
    session.close().await;
    assert_eq!(number(&database.connect().await, "SELECT count(*) FROM others.a").await, 0);
}

/// What a step sets for its transaction does not hold for the steps behind it, though the database is empty.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_setting_of_a_step_is_its_own() {
    let database = TestDatabase::create(DbBackend::Postgres).await;
    let db = database.connect().await;
    let list = List(vec![
        Step::sql("m1", "CREATE TABLE a AS SELECT current_setting('work_mem') AS memory", ""),
        Step::sql("m2", "SET LOCAL work_mem = '7MB'; INSERT INTO a SELECT current_setting('work_mem')", ""),
        Step::sql("m3", "INSERT INTO a SELECT current_setting('work_mem')", ""),
    ]);
    apply::up(&db, list).await.unwrap();
    assert_eq!(texts(&db, "SELECT memory FROM a").await, ["4MB", "7MB", "4MB"]);
}
