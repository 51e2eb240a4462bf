//! Applying, rolling back and recording migrations, on each backend.

#![cfg(test)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{List, Migration, number, recorded, run, texts};
use migration_kit::apply::{self, Options, State};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Direction, Error, Left, Target, on_each_backend};
use sea_orm_migration::MigratorTraitSelf as _;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectOptions, Database, DatabaseConnection};

fn three() -> List {
    List(vec![
        Migration::sql("m1", "CREATE TABLE a (id integer)", "DROP TABLE a"),
        Migration::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b"),
        Migration::sql("m3", "CREATE TABLE c (id integer)", "DROP TABLE c"),
    ])
}

async fn session(database: &TestDatabase) -> Session {
    Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap()
}

/// "m1=applied m2=pending …"
async fn states(db: &DatabaseConnection, migrator: &List) -> String {
    let all = apply::status(db, migrator.clone()).await.unwrap();
    let words: Vec<String> =
        all.iter().map(|s| format!("{}={}", s.version, s.state.as_str())).collect();
    words.join(" ")
}

async fn has_table(db: &DatabaseConnection, table: &str) -> bool {
    SchemaManager::new(db).has_table(table).await.unwrap()
}

async fn migrations_are_applied_and_rolled_back_in_order(database: TestDatabase) {
    let (db, list) = (database.connect().await, three());
    let migrations = Migrations::of(&list).unwrap();
    assert_eq!(states(&db, &list).await, "m1=pending m2=pending m3=pending");
    assert!(!has_table(&db, "seaql_migrations").await, "reading the status writes nothing");

    let mut session = session(&database).await;
    let done = session.up(&migrations, Some(2)).await.unwrap();
    let done: Vec<_> = done.iter().map(|done| (done.version.as_str(), done.direction)).collect();
    assert_eq!(done, [("m1", Direction::Up), ("m2", Direction::Up)]);
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied m3=pending");
    assert_eq!(session.up(&migrations, Some(0)).await.unwrap(), []);
    assert_eq!(session.up(&migrations, None).await.unwrap().len(), 1);
    assert_eq!(session.up(&migrations, None).await.unwrap(), []);

    let done = session.down(&migrations, Some(2)).await.unwrap();
    let done: Vec<_> = done.iter().map(|done| (done.version.as_str(), done.direction)).collect();
    assert_eq!(done, [("m3", Direction::Down), ("m2", Direction::Down)]);
    assert_eq!(
        session.down(&migrations, Some(9)).await.unwrap().len(),
        1,
        "past the beginning is fine"
    );
    assert_eq!(session.down(&migrations, Some(9)).await.unwrap(), []);
    assert_eq!(states(&db, &list).await, "m1=pending m2=pending m3=pending");

    assert_eq!(session.refresh(&migrations).await.unwrap().len(), 3);
    assert_eq!(session.refresh(&migrations).await.unwrap().len(), 6);
    assert_eq!(session.reset(&migrations).await.unwrap().len(), 3);
    assert!(!has_table(&db, "seaql_migrations").await);
    assert_eq!(session.reset(&migrations).await.unwrap(), []);
    session.close().await;
}

async fn fresh_drops_what_others_made(database: TestDatabase) {
    let (db, list) = (database.connect().await, three());
    let view = Migration::sql("m4", "CREATE VIEW v AS SELECT * FROM a", "DROP VIEW v");
    let list = List([list.0, vec![view]].concat());
    let migrations = Migrations::of(&list).unwrap();
    apply::up(&db, list.clone()).await.unwrap();
    let others = ["CREATE TABLE d (id integer)", "CREATE VIEW `w``x` AS SELECT * FROM v"];
    let view = if Backend::from(db.get_database_backend()) == Backend::MySql {
        others[1]
    } else {
        "CREATE VIEW \"w\"\"x\" AS SELECT * FROM v"
    };
    // A view over no table at all, which no dropped table takes along.
    run(
        &db,
        &[others[0], view, "INSERT INTO a VALUES (1)", "CREATE VIEW alone AS SELECT 1 AS one"],
    )
    .await;
    if Backend::from(db.get_database_backend()) == Backend::Postgres {
        run(
            &db,
            &[
                "CREATE MATERIALIZED VIEW kept AS SELECT one FROM alone",
                "CREATE TYPE mood AS ENUM ('ok')",
            ],
        )
        .await;
    }

    let mut session = session(&database).await;
    assert_eq!(session.fresh(&migrations).await.unwrap().len(), 4);
    session.close().await;
    assert!(!has_table(&db, "d").await);
    assert_eq!(number(&db, "SELECT count(*) FROM v").await, 0);
}

async fn a_failing_migration_is_named_and_not_recorded(database: TestDatabase) {
    let db = database.connect().await;
    let broken = Migration::new("m2", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE half (id integer)").await?;
            db.execute_unprepared("CREATE NONSENSE").await.map(|_| ())
        })
    });
    let mut list = three();
    list.0[1] = broken;
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    assert_eq!(error.exit_code(), 4);
    let text = error.to_string();
    assert!(text.starts_with("migration m2 failed while it was applied: "), "{text}");
    // What stands near the error may be a value, so a terminal alone shows it.
    assert!(
        text.contains("syntax") && !text.contains("NONSENSE") && !text.contains('\n'),
        "{text}"
    );
    assert!(error.in_full().unwrap().contains("NONSENSE"), "{error:?}");
    let transactional = Backend::from(db.get_database_backend()) != Backend::MySql;
    let state = if transactional { "pending" } else { "failed" };
    assert_eq!(states(&db, &list).await, format!("m1=applied m2={state} m3=pending"));
    assert_eq!(has_table(&db, "half").await, !transactional);
    let hint = error.hint().unwrap();
    assert!(
        hint.starts_with(if transactional { "nothing of it is left" } else { "it ran outside" }),
        "{hint}"
    );
}

/// MySQL commits every change of the schema, also in a migration that asks for a transaction, and
/// the hint must not say otherwise.
async fn a_failure_in_an_asked_transaction_is_told_truly(database: TestDatabase) {
    let db = database.connect().await;
    let broken = Migration::new("m1", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE half (id integer)").await?;
            db.execute_unprepared("CREATE NONSENSE").await.map(|_| ())
        })
    });
    let error = apply::up(&db, List(vec![broken.transaction(true)])).await.unwrap_err();
    let rolled_back = error.hint().unwrap().starts_with("nothing of it is left");
    assert_eq!(rolled_back, !has_table(&db, "half").await);
}

async fn a_migration_that_panics_is_an_error(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Migration::new("m1", |_| Box::pin(async { panic!("on purpose") }))]);
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration m1 failed while it was applied: the migration panicked: on purpose"
    );
    // MySQL rolls nothing back, but it counts what was sent to it, and that was nothing.
    assert_eq!(states(&db, &list).await, "m1=pending");
}

async fn out_of_order_missing_and_duplicates_are_told(database: TestDatabase) {
    let (db, list) = (database.connect().await, three());
    let without = |gone: &str| {
        List(three().0.into_iter().filter(|migration| migration.name() != gone).collect())
    };
    apply::up(&db, without("m2")).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied m2=out of order m3=applied");
    assert_eq!(
        apply::up(&db, list.clone()).await.unwrap().len(),
        1,
        "an out-of-order migration is applied"
    );

    assert_eq!(states(&db, &without("m3")).await, "m1=applied m2=applied m3=missing");
    assert_eq!(
        apply::up(&db, without("m3")).await.unwrap(),
        [],
        "a database that is ahead is fine"
    );
    let mut session = session(&database).await;
    let older = without("m3");
    let error = session.down(&Migrations::of(&older).unwrap(), Some(1)).await.unwrap_err();
    assert!(
        error.to_string().contains("the migration m3 is applied, but the code does not have it"),
        "{error}"
    );
    session.close().await;
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied m3=applied");

    let twice = List([three().0, three().0].concat());
    let error = apply::up(&db, twice).await.unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.exit_code()),
        ("two migrations have the version m1", 2)
    );
}

async fn a_stock_database_is_taken_over_and_given_back(database: TestDatabase) {
    let (db, list) = (database.connect().await, three());
    list.up(&db, Some(2)).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied m3=pending");
    assert_eq!(apply::up(&db, list.clone()).await.unwrap().len(), 1);
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3"]);
    assert!(list.get_pending_migrations(&db).await.unwrap().is_empty());
    list.down(&db, Some(2)).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied m2=pending m3=pending");
    assert_eq!(apply::up(&db, list).await.unwrap().len(), 2);
}

async fn a_pool_of_several_connections_is_fine(database: TestDatabase) {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(4).min_connections(4).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    assert_eq!(apply::up(&db, three()).await.unwrap().len(), 3);
    assert!(has_table(&db, "c").await);
}

on_each_backend!(
    migrations_are_applied_and_rolled_back_in_order,
    fresh_drops_what_others_made,
    a_failing_migration_is_named_and_not_recorded,
    a_failure_in_an_asked_transaction_is_told_truly,
    a_migration_that_panics_is_an_error,
    out_of_order_missing_and_duplicates_are_told,
    a_stock_database_is_taken_over_and_given_back,
    a_pool_of_several_connections_is_fine,
);

/// The record and the time are those of the stock executor.
#[tokio::test]
async fn the_time_of_a_migration_is_recorded() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    apply::up(&db, three()).await.unwrap();
    let age = number(&db, "SELECT unixepoch() - min(applied_at) FROM seaql_migrations").await;
    assert!((0..60).contains(&age), "{age}");
    let status = apply::status(&db, three()).await.unwrap();
    assert!(
        status
            .iter()
            .all(|migration| migration.state == State::Applied && migration.applied_at.is_some())
    );
}

/// A migration that leaves orphans is named; orphans from before do not block.
#[tokio::test]
async fn a_migration_that_leaves_orphans_fails_on_sqlite() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let tables = [
        "CREATE TABLE p (id integer PRIMARY KEY)",
        "CREATE TABLE q (id integer PRIMARY KEY, p integer REFERENCES p (id))",
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO q VALUES (1, 1)",
        "PRAGMA foreign_keys = ON",
    ];
    run(&db, &tables).await;
    let list = List(vec![
        Migration::sql("m1", "INSERT INTO p VALUES (5)", ""),
        Migration::sql("m2", "INSERT INTO q VALUES (2, 5)", ""),
        Migration::sql("m3", "DELETE FROM p", ""),
    ]);
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    let expected =
        "migration m3 failed while it was applied: FOREIGN KEY constraint failed (code 787)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied m3=pending");
    assert_eq!(number(&db, "SELECT count(*) FROM p").await, 1);
    assert_eq!(number(&db, "PRAGMA foreign_keys").await, 1, "the caller's connection is as it was");
}

/// A migration that rebuilds a table runs with foreign keys off, and what it leaves is looked at
/// behind it.
#[tokio::test]
async fn a_rebuild_that_leaves_orphans_fails_on_sqlite() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let tables = [
        "CREATE TABLE p (id integer PRIMARY KEY)",
        "CREATE TABLE q (id integer PRIMARY KEY, p integer REFERENCES p (id) ON DELETE CASCADE)",
        "INSERT INTO p VALUES (5); INSERT INTO q VALUES (1, 5)",
    ];
    run(&db, &tables).await;
    let rebuilds = |then: &'static str| {
        Migration::new("m1", move |manager| {
            Box::pin(async move {
                let id = ColumnDef::new("id").integer().primary_key().take();
                let table = Table::create().table("p").col(id).take();
                rebuild_table(manager, RebuildTable::to(table)).await?;
                manager.get_connection().execute_unprepared(then).await.map(drop)
            })
        })
    };
    let error = apply::up(&db, List(vec![rebuilds("DELETE FROM p")])).await.unwrap_err();
    let expected = "migration m1 failed while it was applied: it leaves rows that violate a foreign key: 1 of q without their p";
    assert_eq!(error.to_string(), expected);
    assert_eq!(number(&db, "SELECT count(*) FROM q").await, 1);
    apply::up(&db, List(vec![rebuilds("SELECT 1")])).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM q").await, 1, "the rebuild keeps the children");
    assert_eq!(number(&db, "PRAGMA foreign_keys").await, 1, "the caller's connection is as it was");
}

/// The stock executor runs it with foreign keys on, and so does the kit: the children go.
#[tokio::test]
async fn a_migration_may_count_on_a_cascade() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let first = "CREATE TABLE p (id integer PRIMARY KEY); \
                 CREATE TABLE q (p integer REFERENCES p (id) ON DELETE CASCADE); \
                 INSERT INTO p VALUES (5); INSERT INTO q VALUES (5)";
    let list =
        List(vec![Migration::sql("m1", first, ""), Migration::sql("m2", "DELETE FROM p", "")]);
    apply::up(&db, List(list.0[..1].to_vec())).await.unwrap();
    apply::up(&db, list).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM q").await, 0);
}

/// Beside the stand-in it wrote no row.
#[tokio::test]
async fn unexpected_orphans_name_their_migration() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let runs = Arc::new(AtomicUsize::new(0));
    let sly = Migration::new("m3", move |manager| {
        let is_first = runs.fetch_add(1, Ordering::Relaxed) == 0;
        let sql =
            if is_first { "CREATE TABLE r (id integer)" } else { "INSERT INTO q VALUES (1, 7)" };
        Box::pin(async move { manager.get_connection().execute_unprepared(sql).await.map(drop) })
    });
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE p (id integer PRIMARY KEY)", ""),
        Migration::sql(
            "m2",
            "CREATE TABLE q (id integer PRIMARY KEY, p integer REFERENCES p (id))",
            "",
        ),
        sly,
        Migration::sql("m4", "CREATE TABLE s (id integer)", ""),
    ]);
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    let expected =
        "migration m3 failed while it was applied: FOREIGN KEY constraint failed (code 787)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// On an empty database migrations share a transaction, and what cannot be sent is refused there,
/// too, before the driver has it.
#[tokio::test]
async fn a_group_sends_nothing_unsendable() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let mut list = three();
    list.0.push(Migration::sql("m4", "INSERT INTO c VALUES ('a\0b')", ""));
    let error = apply::up(&db, list).await.unwrap_err();
    assert!(
        error.to_string().contains("migration m4") && error.to_string().contains("U+0000"),
        "{error}"
    );
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3"]);
}

/// SQLite is asked once for many migrations, and one in which something fails is recorded as if it
/// had been asked at once.
#[tokio::test]
async fn a_refused_statement_is_recorded_as_it_ran() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let table = |at: usize| {
        Migration::new(&format!("m{at:03}"), move |manager| {
            let sql = format!("CREATE TABLE t{at} (id integer)");
            Box::pin(
                async move { manager.get_connection().execute_unprepared(&sql).await.map(drop) },
            )
        })
    };
    let goes_on = Migration::new("m150", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let word = db
                .execute_unprepared("CREATE TABLE t1 (id integer)")
                .await
                .map_or("refused", |_| "made");
            db.execute_unprepared(&format!("CREATE TABLE {word} (id integer)")).await.map(drop)
        })
    });
    let list = List((0..150).map(table).chain([goes_on]).chain((151..300).map(table)).collect());
    apply::up(&db, list.clone()).await.unwrap();
    let written =
        texts(&db, "SELECT statements FROM seaql_migrations_ledger ORDER BY version").await;
    assert_eq!((written.len(), written[150].as_str()), (300, "CREATE TABLE refused (id integer)"));
    let status = apply::status(&db, list).await.unwrap();
    assert!(status.iter().all(|migration| migration.state == State::Applied));
}

/// A foreign key to columns that are no key (yet) makes SQLite refuse a check of the whole
/// database. It blocks no migration, and hides nothing in the other tables.
#[tokio::test]
async fn an_unchecked_foreign_key_hides_no_orphans() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let db = database.connect().await;
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE p (id integer PRIMARY KEY, code text)", ""),
        Migration::sql("m2", "CREATE TABLE odd (code text REFERENCES p (code))", ""),
        Migration::sql(
            "m3",
            "CREATE TABLE q (id integer PRIMARY KEY, p integer REFERENCES p (id))",
            "",
        ),
        Migration::sql("m4", "INSERT INTO q VALUES (1, 7)", ""),
    ]);
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    let expected =
        "migration m4 failed while it was applied: FOREIGN KEY constraint failed (code 787)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied m3=applied m4=pending");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn the_search_path_of_a_pool_holds_for_its_migrations() {
    let database = TestDatabase::create(Backend::Postgres).await;
    run(&database.connect().await, &["CREATE SCHEMA app", "CREATE SCHEMA \"Odd\"\"one\""]).await;
    for (schema, stored) in [("app", "app"), ("\"Odd\"\"one\"", "Odd\"one")] {
        let mut options = ConnectOptions::new(database.url());
        options.set_schema_search_path(schema).sqlx_logging(false);
        let db = Database::connect(options).await.unwrap();
        apply::up(&db, three()).await.unwrap();
        let schemas =
            texts(&db, "SELECT schemaname::text FROM pg_tables WHERE tablename = 'c'").await;
        assert!(schemas.contains(&stored.to_owned()), "{schemas:?}");
    }
    // And with the command line's -s, whose schema needs no quotes.
    let options = Options { schema: Some("nowhere".to_owned()), ..Options::default() };
    let mut session =
        Session::open(&Target::parse(database.url()).unwrap(), options).await.unwrap();
    let error = session.up(&Migrations::of(&three()).unwrap(), None).await.unwrap_err();
    assert_eq!(error.to_string(), "the connection's search path names no schema that exists");
    session.close().await;
}

/// One transaction ends and the next begins in one message, so a commit that the server refuses
/// must neither record its migration nor begin another one.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_refused_commit_ends_the_run() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let deferred = "CREATE TABLE k (id integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO k VALUES (1)";
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE a (id integer)", "DROP TABLE a"),
        Migration::sql("m2", "CREATE TABLE p (id integer PRIMARY KEY)", "DROP TABLE p"),
        Migration::sql("m3", deferred, "DROP TABLE k"),
        Migration::sql("m4", "CREATE TABLE b (id integer)", "DROP TABLE b"),
    ]);
    let migrations = Migrations::of(&list).unwrap();
    let mut session = session(&database).await;
    session.up(&migrations, Some(1)).await.unwrap();
    for _ in 0..2 {
        let error = session.up(&migrations, None).await.unwrap_err();
        assert!(
            matches!(&error, Error::Migration { version, left: Left::Nothing, .. } if version == "m3"),
            "{error}"
        );
        assert_eq!(recorded(&db).await, ["m1", "m2"]);
        assert!(
            has_table(&db, "p").await && !has_table(&db, "k").await && !has_table(&db, "b").await
        );
        assert_eq!(number(&db, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'").await, 0);
    }
    run(&db, &["INSERT INTO p VALUES (1)"]).await;
    assert_eq!(session.up(&migrations, None).await.unwrap().len(), 2);
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3", "m4"]);

    // One that cannot be sent fails before it takes the transaction over.
    let mut longer = list.clone();
    longer.0.push(Migration::sql("m5", "CREATE TABLE c (id integer)", "DROP TABLE c"));
    longer.0.push(Migration::sql("m6", "INSERT INTO c VALUES (1) -- \0", ""));
    let error = session.up(&Migrations::of(&longer).unwrap(), None).await.unwrap_err();
    assert!(
        error.to_string().contains("migration m6") && error.to_string().contains("U+0000"),
        "{error}"
    );
    assert_eq!(recorded(&db).await, ["m1", "m2", "m3", "m4", "m5"]);
    assert!(matches!(error, Error::Migration { left: Left::Nothing, .. }), "{error}");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_role_without_rights_can_still_read() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let role = database.url().rsplit('/').next().unwrap().to_owned();
    run(
        &db,
        &[
            &format!("CREATE ROLE {role} LOGIN PASSWORD 'pw'"),
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        ],
    )
    .await;
    let mut url = url::Url::parse(database.url()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("pw")).unwrap();
    let target = Target::parse(url.as_str()).unwrap();
    let (list, options) = (three(), Options::default());
    let migrations = Migrations::of(&list).unwrap();
    let mut session = Session::open(&target, options).await.unwrap();
    assert_eq!(session.status(&migrations).await.unwrap().len(), 3);
    let error = session.up(&migrations, None).await.unwrap_err();
    session.close().await;
    assert!(matches!(error, Error::Database { .. }), "{error}");
    let expected = "cannot create the table seaql_migrations: permission denied for schema public (code 42501)";
    assert_eq!((error.to_string().as_str(), error.exit_code()), (expected, 2));
    apply::up(&db, three()).await.unwrap();
    run(&db, &[&format!("GRANT SELECT ON seaql_migrations TO {role}")]).await;
    let session = Session::open(&target, Options::default()).await.unwrap();
    assert!(
        session
            .status(&migrations)
            .await
            .unwrap()
            .iter()
            .all(|migration| migration.state == State::Applied)
    );
    session.close().await;
    run(&db, &[&format!("DROP OWNED BY {role}"), &format!("DROP ROLE {role}")]).await;
}
