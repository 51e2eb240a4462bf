//! Migrations that did not end, that were modified, or that others ran: how they are recognised and
//! cleared up.

#![cfg(test)]

mod common;

use common::{List, Migration, number, recorded, run, texts, until_running};
use migration_kit::apply::{self, BootMode, BootOptions, Options, State, boot};
use migration_kit::inside::apply::{Mark, Migrations, Session};
use migration_kit::migration::{Plan, Planned, planned};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Error, Target, on_each_backend};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, Statement};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;

async fn session(database: &TestDatabase) -> Session {
    Session::open(&Target::parse(database.url()).unwrap(), Options::default()).await.unwrap()
}

async fn repair(
    database: &TestDatabase,
    list: &List,
    version: &str,
    mark: Mark,
) -> Result<(), Error> {
    let mut session = session(database).await;
    let migrations = Migrations::of(list).unwrap();
    let all = session.status(&migrations).await.unwrap();
    let shown = all.iter().find(|migration| migration.version == version).unwrap();
    let result = session.repair(&migrations, shown, mark).await;
    session.close().await;
    result
}

/// "m1=applied m2=pending …"
async fn states(db: &DatabaseConnection, migrator: &List) -> String {
    let all = apply::audit(db, migrator.clone()).await.unwrap();
    let words: Vec<String> =
        all.iter().map(|s| format!("{}={}", s.version, s.state.as_str())).collect();
    words.join(" ")
}

async fn has_table(db: &DatabaseConnection, table: &str) -> bool {
    SchemaManager::new(db).has_table(table).await.unwrap()
}

/// Two tables outside a transaction, of which the second one fails at first.
fn halves(broken: bool) -> List {
    let half = Migration::new("m1", move |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE half (id integer)").await?;
            let rest = if broken {
                "CREATE TABLE half (id integer)"
            } else {
                "CREATE TABLE rest (id integer)"
            };
            db.execute_unprepared(rest).await.map(|_| ())
        })
    });
    let half = half.down_sql("DROP TABLE IF EXISTS half; DROP TABLE IF EXISTS rest");
    List(vec![
        half.transaction(false),
        Migration::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b"),
    ])
}

async fn a_partially_applied_migration_stops_everything(database: TestDatabase) {
    let db = database.connect().await;
    let error = apply::up(&db, halves(true)).await.unwrap_err();
    assert_eq!(error.exit_code(), 4, "{error}");
    assert_eq!(states(&db, &halves(false)).await, "m1=failed m2=pending");

    // The migration was mended, but what is there is not known to anybody but its owner.
    for _ in 0..2 {
        let error = apply::up(&db, halves(false)).await.unwrap_err();
        assert_eq!(error.exit_code(), 4);
        let (text, hint) = (error.to_string(), error.hint().unwrap());
        let expected =
            format!("migration m1 is partially applied: process {} on ", std::process::id());
        assert!(text.starts_with(&expected) && text.contains("it failed: "), "{text}");
        // On SQLite a migration that cannot work fails beside the stand-in too, and what it would
        // do is not known.
        let known = Backend::from(db.get_database_backend()) == Backend::Sqlite
            || hint.contains("CREATE TABLE half (id integer)");
        assert!(known && hint.contains("repair m1 --mark"), "{hint}");
    }
    let mut rolling = session(&database).await;
    let error = rolling.down(&Migrations::of(&halves(false)).unwrap(), None).await.unwrap_err();
    rolling.close().await;
    assert!(matches!(error, Error::PartiallyApplied { .. }), "{error}");

    // One way out: roll it back.
    repair(&database, &halves(false), "m1", Mark::Down).await.unwrap();
    assert!(!has_table(&db, "half").await);
    assert_eq!(states(&db, &halves(false)).await, "m1=pending m2=pending");

    // Another one: do by hand what is missing.
    apply::up(&db, halves(true)).await.unwrap_err();
    run(&db, &["CREATE TABLE rest (id integer)"]).await;
    repair(&database, &halves(false), "m1", Mark::Applied).await.unwrap();
    assert_eq!(states(&db, &halves(false)).await, "m1=applied m2=pending");
    assert_eq!(apply::up(&db, halves(false)).await.unwrap().len(), 1);

    // And the third one: roll back by hand what is there.
    for mark in [Mark::Pending, Mark::Down, Mark::AcceptEdit] {
        let error = repair(&database, &halves(false), "m2", mark).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "migration m2 is applied, which needs no such repair; nothing was done"
        );
    }
    let mut rolling = session(&database).await;
    rolling.down(&Migrations::of(&halves(false)).unwrap(), None).await.unwrap();
    rolling.close().await;
    apply::up(&db, halves(true)).await.unwrap_err();
    run(&db, &["DROP TABLE half"]).await;
    repair(&database, &halves(false), "m1", Mark::Pending).await.unwrap();
    assert_eq!(apply::up(&db, halves(false)).await.unwrap().len(), 2);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// A `down` that ends in the middle leaves the migration partially rolled back.
async fn a_partially_rolled_back_migration_is_recognised(database: TestDatabase) {
    let db = database.connect().await;
    let made = |down: &'static str| {
        let migration = Migration::sql("m1", "CREATE TABLE a (id integer)", down);
        List(vec![migration.transaction(false)])
    };
    apply::up(&db, made("")).await.unwrap();
    let broken = made("DROP TABLE a; DROP TABLE nowhere");
    let mut rolling = session(&database).await;
    rolling.down(&Migrations::of(&broken).unwrap(), None).await.unwrap_err();
    rolling.close().await;
    assert_eq!(states(&db, &broken).await, "m1=failed");
    let error = apply::up(&db, broken.clone()).await.unwrap_err();
    assert!(error.to_string().starts_with("migration m1 is partially rolled back: "), "{error}");
    repair(&database, &broken, "m1", Mark::Pending).await.unwrap();
    assert_eq!(states(&db, &broken).await, "m1=pending");
}

fn create(table: &str) -> TableCreateStatement {
    Table::create().table(table.to_owned()).col(ColumnDef::new("id").integer()).take()
}

/// Two tables as data, outside a transaction.
struct TwoTables(&'static str);

impl MigrationName for TwoTables {
    fn name(&self) -> &str {
        "m1"
    }
}

impl Planned for TwoTables {
    fn up(&self, plan: &mut Plan) {
        plan.add(&create(self.0)).add(&create("second"));
    }

    fn down(&self, _: &mut Plan) {}

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}

impl MigratorTraitSelf for TwoTables {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(TwoTables(self.0))]
    }
}

/// A migration as data whose first statement fails has left nothing behind, whatever the database
/// can roll back. Of one that is written as an async function that is not known.
async fn a_migration_that_fails_at_once_needs_no_repair(database: TestDatabase) {
    let db = database.connect().await;
    let is_sqlite = Backend::from(db.get_database_backend()) == Backend::Sqlite;
    run(&db, &["CREATE TABLE taken (id integer)"]).await;
    if !is_sqlite {
        let error = apply::up(&db, TwoTables("taken")).await.unwrap_err();
        assert!(error.hint().unwrap().starts_with("nothing of it is left"), "{error}");
        assert_eq!(apply::up(&db, TwoTables("free")).await.unwrap().len(), 1);
        run(&db, &["DROP TABLE second", "DROP TABLE free", "DROP TABLE seaql_migrations"]).await;
        run(&db, &["DROP TABLE seaql_migrations_ledger"]).await;
    }
    let by_hand = Migration::new("m1", |manager| {
        Box::pin(async move { manager.create_table(create("taken")).await })
    });
    let error = apply::up(&db, List(vec![by_hand.transaction(false)])).await.unwrap_err();
    assert!(error.hint().unwrap().starts_with("it ran outside a transaction"), "{error}");
}

/// A loop over rows looks like one SELECT beside an empty stand-in. What it did before it failed is
/// not forgotten.
async fn found_a_loop_that_failed_was_called_nothing(database: TestDatabase) {
    let db = database.connect().await;
    run(&db, &["CREATE TABLE a (id integer, n integer)", "INSERT INTO a VALUES (1, 10), (2, 20)"])
        .await;
    let doubling = Migration::new("m1", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let select =
                Statement::from_string(db.get_database_backend(), "SELECT id FROM a ORDER BY id");
            for row in db.query_all_raw(select).await? {
                let id: i32 = row.try_get("", "id")?;
                db.execute_unprepared(&format!("UPDATE a SET n = n * 2 WHERE id = {id}")).await?;
                if id == 2 {
                    return Err(DbErr::Custom("on purpose".to_owned()));
                }
            }
            Ok(())
        })
    });
    let list = List(vec![doubling.transaction(false)]);
    apply::up(&db, list.clone()).await.unwrap_err();
    let error = apply::up(&db, list).await.unwrap_err();
    assert!(matches!(error, Error::PartiallyApplied { .. }), "{error}");
    assert_eq!(
        number(&db, "SELECT count(*) FROM a WHERE n = 20").await,
        1,
        "the first row was doubled once"
    );
}

/// What is shown may be over when the lock is there.
async fn found_a_repair_of_what_had_ended_meanwhile(database: TestDatabase) {
    let db = database.connect().await;
    apply::up(&db, halves(true)).await.unwrap_err();
    let mut late = session(&database).await;
    let list = halves(false);
    let migrations = Migrations::of(&list).unwrap();
    let shown = late.status(&migrations).await.unwrap();
    run(&db, &["DROP TABLE half"]).await;
    repair(&database, &list, "m1", Mark::Pending).await.unwrap();
    apply::up(&db, list.clone()).await.unwrap();
    let error = late.repair(&migrations, &shown[0], Mark::Pending).await.unwrap_err();
    late.close().await;
    assert_eq!(
        (error.exit_code(), error.to_string().as_str()),
        (3, "migration m1 is applied by now; nothing was done")
    );
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// MySQL: a migration that is data ended at its second statement, and is rolled back or resumed
/// from there.
#[tokio::test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
async fn found_a_down_that_began_with_what_up_never_reached() {
    struct Two;
    impl MigrationName for Two {
        fn name(&self) -> &str {
            "m2"
        }
    }
    impl Planned for Two {
        fn up(&self, plan: &mut Plan) {
            plan.add_sql("ALTER TABLE a ADD COLUMN c integer");
            plan.add_sql("CREATE UNIQUE INDEX u ON a (b)");
        }

        fn down(&self, plan: &mut Plan) {
            plan.add_sql("DROP INDEX u ON a");
            plan.add_sql("ALTER TABLE a DROP COLUMN c");
        }
    }
    struct Both;
    impl MigratorTrait for Both {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            let first = "CREATE TABLE a (b integer); INSERT INTO a VALUES (1), (1)";
            vec![Box::new(Migration::sql("m1", first, "DROP TABLE a")), planned(Two)]
        }
    }

    let columns = "SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a'";
    for mark in [Mark::Down, Mark::Continue] {
        let database = TestDatabase::create(Backend::MySql).await;
        let db = database.connect().await;
        let error = apply::up(&db, Both).await.unwrap_err();
        assert!(
            error.to_string().starts_with("migration m2 failed while it was applied"),
            "{error}"
        );
        assert_eq!(number(&db, columns).await, 2);
        let migrations = Migrations::of(&Both).unwrap();
        let mut session = session(&database).await;
        let shown = session.status(&migrations).await.unwrap();
        assert_eq!((shown[1].state, shown[1].statements_done), (State::Failed, Some(1)));
        if mark == Mark::Continue {
            // As long as it is refused, what is known of it stays.
            session.repair(&migrations, &shown[1], mark).await.unwrap_err();
            let again = session.status(&migrations).await.unwrap();
            assert_eq!((again[1].state, again[1].statements_done), (State::Failed, Some(1)));
            run(&db, &["DELETE FROM a LIMIT 1"]).await;
            session.repair(&migrations, &again[1], mark).await.unwrap();
            assert_eq!((number(&db, columns).await, recorded(&db).await.len()), (2, 2));
        } else {
            session.repair(&migrations, &shown[1], mark).await.unwrap();
            assert_eq!((number(&db, columns).await, recorded(&db).await.len()), (1, 1));
            run(&db, &["DELETE FROM a LIMIT 1"]).await;
        }
        session.close().await;
        apply::up(&db, Both).await.unwrap();
        assert_eq!((number(&db, columns).await, recorded(&db).await.len()), (2, 2));
    }
}

/// The record of a run that was killed: nobody holds the lock, so nobody is at it.
async fn a_dead_process_leaves_it_partially_applied(database: TestDatabase) {
    let db = database.connect().await;
    apply::up(&db, halves(true)).await.unwrap_err();
    run(&db, &["UPDATE seaql_migrations_ledger SET state = 'running' WHERE version = 'm1'"]).await;
    assert_eq!(states(&db, &halves(true)).await, "m1=partially applied m2=pending");
    let all = apply::status(&db, halves(true)).await.unwrap();
    assert!(all[0].needs_repair() && !all[1].needs_repair());
    // Somebody else has the lock, who may be at it.
    let mut other = session(&database).await;
    let list = List(vec![Migration::sql("m1", "SELECT 1", "").transaction(false)]);
    other.down(&Migrations::of(&list).unwrap(), Some(1)).await.unwrap_err();
    assert_eq!(states(&db, &halves(true)).await, "m1=running m2=pending");
    other.close().await;
}

/// Without SeaORM's table everything would be applied once more, over what is there.
async fn a_history_that_is_gone_is_an_error(database: TestDatabase) {
    let db = database.connect().await;
    let list = || List(vec![Migration::sql("m1", "CREATE TABLE a (id integer)", "")]);
    apply::up(&db, list()).await.unwrap();
    run(&db, &["DROP TABLE seaql_migrations"]).await;
    let error = apply::up(&db, list()).await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("1 migrations were applied"), "{error}");
    run(&db, &["DROP TABLE seaql_migrations_ledger", "DROP TABLE a"]).await;
    apply::up(&db, list()).await.unwrap();
}

/// It is gone on with from its beginning, where the database has kept half of it.
async fn an_idempotent_migration_resumes(database: TestDatabase) {
    struct Again;
    impl MigratorTrait for Again {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            let halves = Migration::new("m1", |manager| {
                Box::pin(async move {
                    let db = manager.get_connection();
                    db.execute_unprepared("CREATE TABLE IF NOT EXISTS a (id integer)").await?;
                    db.execute_unprepared("INSERT INTO b VALUES (1)").await.map(drop)
                })
            });
            vec![migration_kit::migration::idempotent(halves.transaction(false))]
        }
    }
    let db = database.connect().await;
    let error = apply::up(&db, Again).await.unwrap_err();
    assert!(matches!(error, Error::Unfinished { .. }), "{error}");
    run(&db, &["CREATE TABLE b (id integer)"]).await;
    assert_eq!(apply::up(&db, Again).await.unwrap().len(), 1);
    assert_eq!(number(&db, "SELECT count(*) FROM b").await, 1);
}

/// A run that resumes may fail at its first statement, when what the run before did is still there.
async fn found_a_resumed_migration_called_nothing(database: TestDatabase) {
    struct Data;
    impl MigrationName for Data {
        fn name(&self) -> &str {
            "m1"
        }
    }
    impl Planned for Data {
        fn up(&self, plan: &mut Plan) {
            plan.add_sql("CREATE INDEX IF NOT EXISTS i ON a (id)")
                .add_sql("CREATE TABLE IF NOT EXISTS kept (id integer)")
                .add_sql("INSERT INTO b VALUES (1)");
        }
        fn down(&self, _: &mut Plan) {}
        fn use_transaction(&self) -> Option<bool> {
            Some(false)
        }
        fn is_idempotent(&self) -> bool {
            true
        }
    }
    struct Again;
    impl MigratorTrait for Again {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            vec![planned(Data)]
        }
    }
    let db = database.connect().await;
    run(&db, &["CREATE TABLE a (id integer)"]).await;
    let error = apply::up(&db, Again).await.unwrap_err();
    assert!(matches!(error, Error::Unfinished { .. }), "{error}");
    run(&db, &["DROP TABLE a"]).await;
    let error = apply::up(&db, Again).await.unwrap_err();
    assert!(matches!(error, Error::Unfinished { .. }), "{error}");
    let state = apply::status(&db, Again).await.unwrap()[0].state;
    assert_eq!(state, State::Failed, "the table `kept` is there");
}

/// A newer image has begun a migration, and failed. An older one, whose migrations are all applied,
/// boots all the same.
async fn found_an_older_image_that_did_not_boot(database: TestDatabase) {
    let db = database.connect().await;
    let first = Migration::sql("m0", "CREATE TABLE first (id integer)", "");
    let newer = List([vec![first.clone()], halves(true).0].concat());
    apply::up(&db, newer).await.unwrap_err();
    for mode in [BootMode::Apply, BootMode::Verify] {
        let report = boot(
            database.url(),
            List(vec![first.clone()]),
            BootOptions { mode, ..BootOptions::default() },
        );
        assert!(report.await.unwrap().applied.is_empty());
    }
    let verify = BootOptions { mode: BootMode::Verify, ..BootOptions::default() };
    let newer = List([vec![first], halves(false).0].concat());
    let error = boot(database.url(), newer, verify).await.unwrap_err();
    assert!(matches!(error, Error::PartiallyApplied { .. }), "nobody is going to end it: {error}");
}

/// What a migration sets for the session reaches neither its own record nor the next migration.
async fn found_settings_that_stayed(database: TestDatabase) {
    let db = database.connect().await;
    let (sets, reads) = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => (
            "SET lock_timeout = 0; SELECT set_config('search_path', '', false)",
            "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS it",
        ),
        Backend::MySql => (
            "SET autocommit = 0; SET foreign_key_checks = 0",
            "CREATE TABLE seen AS SELECT CAST(@@autocommit + @@foreign_key_checks AS CHAR(10)) AS it",
        ),
        _ => (
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON",
            "CREATE TABLE seen AS SELECT CAST(foreign_keys - ignore_check_constraints AS TEXT) AS it \
             FROM pragma_foreign_keys, pragma_ignore_check_constraints",
        ),
    };
    let list = List(vec![Migration::sql("m1", sets, ""), Migration::sql("m2", reads, "")]);
    assert_eq!(apply::up(&db, list).await.unwrap().len(), 2);
    let expected = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => "5s",
        Backend::MySql => "2",
        _ => "1",
    };
    assert_eq!(texts(&db, "SELECT it FROM seen").await, [expected]);
    assert_eq!(recorded(&db).await, ["m1", "m2"]);
}

/// A migration that ends the transaction itself cannot share it with its record, and is told truly.
async fn found_a_commit_inside_a_migration(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Migration::new("m1", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("BEGIN; CREATE TABLE a (id integer); COMMIT").await?;
            db.execute_unprepared("DROP TABLE IF EXISTS nowhere").await?;
            match db {
                DatabaseExecutor::Connection(db) if db.ping().await.is_ok() => {
                    Err(DbErr::Custom("on purpose".into()))
                }
                _ => Ok(()),
            }
        })
    })]);
    let error = apply::up(&db, list.clone()).await.unwrap_err();
    if Backend::from(db.get_database_backend()) == Backend::Sqlite {
        // There no transaction begins in another one, so nothing happens.
        assert!(
            error.to_string().contains("cannot start a transaction within a transaction"),
            "{error}"
        );
        assert_eq!(states(&db, &list).await, "m1=pending");
        return;
    }
    assert!(error.hint().unwrap().starts_with("it ran outside a transaction"), "{error}");
    assert_eq!(states(&db, &list).await, "m1=failed");
}

/// A way back that fails at once leaves the migration as it was, and an edit of it is still told.
async fn found_an_edit_that_a_failed_down_hid(database: TestDatabase) {
    let db = database.connect().await;
    let list = |up: &'static str| {
        List(vec![Migration::sql("m1", up, "DROP TABLE nowhere").transaction(false)])
    };
    apply::up(&db, list("CREATE TABLE a (id integer)")).await.unwrap();
    let modified = list("CREATE TABLE a (id bigint)");
    let mut rolling = session(&database).await;
    rolling.down(&Migrations::of(&modified).unwrap(), None).await.unwrap_err();
    rolling.close().await;
    repair(&database, &modified, "m1", Mark::Applied).await.unwrap();
    assert_eq!(states(&db, &modified).await, "m1=modified");
}

async fn a_modified_migration_is_told_until_accepted(database: TestDatabase) {
    let db = database.connect().await;
    let list = |first: &'static str| {
        List(vec![
            Migration::sql("m1", first, "DROP TABLE a"),
            Migration::sql("m2", "CREATE TABLE b (id integer)", ""),
        ])
    };
    let (before, layout, after) = (
        list("CREATE TABLE a (id integer)"),
        list("CREATE  TABLE a -- with a comment\n (id integer)"),
        list("CREATE TABLE a (id bigint)"),
    );
    apply::up(&db, before.clone()).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &layout).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &after).await, "m1=modified m2=applied");
    assert!(
        apply::up(&db, after.clone()).await.unwrap().is_empty(),
        "it is told, and stops nothing"
    );
    repair(&database, &after, "m1", Mark::AcceptEdit).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &before).await, "m1=modified m2=applied");
}

/// What a value says may be a secret or the time, and is neither kept nor compared.
async fn values_are_not_kept(database: TestDatabase) {
    let db = database.connect().await;
    let list = |secret: &'static str| {
        let make = Migration::sql("m1", "CREATE TABLE a (name varchar(20))", "");
        let fill = Migration::new("m2", move |manager| {
            Box::pin(async move {
                let insert = Query::insert()
                    .into_table("a")
                    .columns(["name"])
                    .values_panic([secret.into()])
                    .take();
                manager.execute(insert).await
            })
        });
        List(vec![make, fill])
    };
    let literal = Migration::sql("m3", "INSERT INTO a VALUES ('another s3cret')", "");
    let all = List([list("s3cret").0, vec![literal]].concat());
    apply::up(&db, all).await.unwrap();
    assert_eq!(states(&db, &list("another")).await, "m1=applied m2=applied m3=missing");
    let kept = texts(&db, "SELECT statements FROM seaql_migrations_ledger ORDER BY version").await;
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|sql| !sql.contains("s3cret")), "{kept:?}");
    assert!(kept[1..].iter().all(|sql| sql.to_uppercase().starts_with("INSERT INTO")), "{kept:?}");
    assert_eq!(texts(&db, "SELECT name FROM a ORDER BY name").await, ["another s3cret", "s3cret"]);
}

/// A migration that does another thing every time is not called modified.
async fn a_migration_that_varies_is_not_modified(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Migration::new("m1", |manager| {
        Box::pin(async move {
            let now = chrono::Utc::now().timestamp_nanos_opt().unwrap();
            manager
                .get_connection()
                .execute_unprepared(&format!("CREATE TABLE t{now} (id integer)"))
                .await?;
            Ok(())
        })
    })]);
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied");
    let stays = List(vec![Migration::new("m1", |manager| {
        Box::pin(async move {
            manager.get_connection().execute_unprepared("CREATE TABLE t0 (id integer)").await?;
            Ok(())
        })
    })]);
    assert_eq!(states(&db, &stays).await, "m1=modified");
}

/// Who ran a migration, when and for how long; and the versions that make its checksum comparable.
async fn the_history_tells_of_a_run(database: TestDatabase) {
    let db = database.connect().await;
    let list = List(vec![Migration::sql("m1", "CREATE TABLE a (id integer)", "")]);
    apply::up(&db, list.clone()).await.unwrap();
    let status = &apply::status(&db, list).await.unwrap()[0];
    assert!(
        status.by.as_ref().unwrap().starts_with(&format!("process {} on ", std::process::id()))
    );
    assert!(status.duration_ms.unwrap() < 60_000);
    assert!(status.started_at.as_ref().unwrap().starts_with("20"));
    let whole = "SELECT count(*) FROM seaql_migrations_ledger WHERE state = 'applied' AND direction = 'up' \
                 AND checksum LIKE '1:%' AND statements LIKE 'CREATE TABLE a%' AND kit <> '' AND sea_query <> ''";
    assert_eq!(number(&db, whole).await, 1);
}

/// A history table that an older kit has made gets what came since.
async fn a_history_of_an_older_kit_is_completed(database: TestDatabase) {
    let db = database.connect().await;
    let first = Migration::sql("m1", "CREATE TABLE a (id integer)", "");
    apply::up(&db, List(vec![first.clone()])).await.unwrap();
    db.execute_unprepared("ALTER TABLE seaql_migrations_ledger DROP COLUMN position")
        .await
        .unwrap();
    db.execute_unprepared("ALTER TABLE seaql_migrations_ledger RENAME COLUMN checksum TO hash")
        .await
        .unwrap();
    let list = List(vec![first, Migration::sql("m2", "CREATE TABLE b (id integer)", "")]);
    assert_eq!(states(&db, &list).await, "m1=applied m2=pending");
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(states(&db, &list).await, "m1=applied m2=applied");
    assert_eq!(
        number(&db, "SELECT count(*) FROM seaql_migrations_ledger WHERE position IS NULL").await,
        2
    );
}

/// An older kit called the checksum `hash`. Its table keeps that column beside the new one, so that
/// its image goes on beside this one or comes back, and what it writes meanwhile is taken over.
async fn a_history_with_a_hash_serves_both_kits(database: TestDatabase) {
    let db = database.connect().await;
    let first = Migration::sql("m1", "CREATE TABLE a (id integer)", "DROP TABLE a");
    let second = Migration::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b");
    let third = Migration::sql("m3", "CREATE TABLE c (id integer)", "DROP TABLE c");
    apply::up(&db, List(vec![first.clone()])).await.unwrap();
    db.execute_unprepared("ALTER TABLE seaql_migrations_ledger RENAME COLUMN checksum TO hash")
        .await
        .unwrap();
    let of = |sql: &'static str| {
        List(vec![Migration::sql("m1", sql, ""), second.clone(), third.clone()])
    };
    let (list, modified) = (of("CREATE TABLE a (id integer)"), of("CREATE TABLE a (id bigint)"));

    // Whoever only looks reads it as it is.
    assert_eq!(states(&db, &list).await, "m1=applied m2=pending m3=pending");
    assert_eq!(states(&db, &modified).await, "m1=modified m2=pending m3=pending");
    // `up` adds the new column, and writes both.
    let (mut session, migrations) = (session(&database).await, Migrations::of(&list).unwrap());
    session.up(&migrations, Some(1)).await.unwrap();
    session.close().await;
    let both = "SELECT count(*) FROM seaql_migrations_ledger WHERE hash = checksum AND checksum LIKE '1:%'";
    assert_eq!(number(&db, both).await, 2);
    assert_eq!(states(&db, &modified).await, "m1=modified m2=applied m3=pending");
    // The older image writes one column alone.
    let accepted = "UPDATE seaql_migrations_ledger SET hash = '1:accepted' WHERE version = 'm1'";
    let made = "UPDATE seaql_migrations_ledger SET checksum = NULL WHERE version = 'm2'";
    for sql in [accepted, made] {
        db.execute_unprepared(sql).await.unwrap();
    }
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(number(&db, both).await, 3, "what it wrote is taken over");
    assert_eq!(states(&db, &list).await, "m1=modified m2=applied m3=applied");
    let mut session = crate::session(&database).await;
    session.down(&migrations, Some(2)).await.unwrap();
    session.close().await;
    assert_eq!(number(&db, both).await, 1);
}

/// What the stock executor applied is stamped when the kit comes to apply something, so that later
/// edits are noticed.
async fn migrations_of_the_stock_executor_are_stamped(database: TestDatabase) {
    let db = database.connect().await;
    let list = |first: &'static str| {
        List(vec![
            Migration::sql("m1", first, "DROP TABLE a"),
            Migration::sql("m2", "CREATE TABLE b (id integer)", "DROP TABLE b"),
        ])
    };
    let (before, after) = (list("CREATE TABLE a (id integer)"), list("CREATE TABLE a (id bigint)"));
    before.up(&db, Some(1)).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=applied m2=pending");
    apply::up(&db, before.clone()).await.unwrap();
    assert_eq!(states(&db, &after).await, "m1=modified m2=applied");
    let status = &apply::status(&db, before.clone()).await.unwrap()[0];
    assert_eq!(
        (status.state, status.by.as_deref(), status.duration_ms),
        (State::Applied, None, None)
    );

    // And back: the stock executor rolls back and applies, and what the history table says of it is
    // stale.
    before.down(&db, Some(2)).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=pending m2=pending");
    // The record counts seconds.
    let second = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let stamped = second().as_secs();
    common::until("another second", async || second().as_secs() > stamped).await;
    after.up(&db, None).await.unwrap();
    assert_eq!(states(&db, &before).await, "m1=applied m2=applied");
    assert_eq!(states(&db, &after).await, "m1=applied m2=applied");
}

on_each_backend!(
    a_dead_process_leaves_it_partially_applied,
    a_history_that_is_gone_is_an_error,
    an_idempotent_migration_resumes,
    found_a_resumed_migration_called_nothing,
    a_partially_applied_migration_stops_everything,
    a_partially_rolled_back_migration_is_recognised,
    a_migration_that_fails_at_once_needs_no_repair,
    found_a_loop_that_failed_was_called_nothing,
    found_a_repair_of_what_had_ended_meanwhile,
    found_an_older_image_that_did_not_boot,
    found_settings_that_stayed,
    found_a_commit_inside_a_migration,
    found_an_edit_that_a_failed_down_hid,
    a_modified_migration_is_told_until_accepted,
    values_are_not_kept,
    a_migration_that_varies_is_not_modified,
    the_history_tells_of_a_run,
    a_history_of_an_older_kit_is_completed,
    a_history_with_a_hash_serves_both_kits,
    migrations_of_the_stock_executor_are_stamped,
);

/// An empty database gets its migrations in one transaction, unless they cannot share one.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn what_cannot_share_a_transaction_runs_alone() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let transaction = "CREATE TABLE tx AS SELECT txid_current() AS id";
    let list = List(vec![
        Migration::sql("m1", "CREATE TYPE mood AS ENUM ('ok')", ""),
        Migration::sql("m2", transaction, ""),
        Migration::sql("m3", "INSERT INTO tx SELECT txid_current()", ""),
    ]);
    apply::up(&db, list.clone()).await.unwrap();
    assert_eq!(number(&db, "SELECT count(DISTINCT id) FROM tx").await, 1);

    // A value cannot be used in the transaction that adds it, so the three above share none now.
    let mut session = session(&database).await;
    let added = [
        list.0,
        vec![
            Migration::sql("m4", "ALTER TYPE mood ADD VALUE 'new'", ""),
            Migration::sql("m5", "CREATE TABLE moods AS SELECT 'new'::mood AS mood", ""),
        ],
    ];
    let added = List(added.concat());
    assert_eq!(session.fresh(&Migrations::of(&added).unwrap()).await.unwrap().len(), 5);
    session.close().await;
    assert_eq!(number(&db, "SELECT count(DISTINCT id) FROM tx").await, 2);
    assert_eq!(recorded(&db).await.len(), 5);
}

/// A schema of the role's own name comes first in the usual search path. Once it is there, new
/// tables would go to it, and the history would be split.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_history_in_two_schemas() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE a (id integer)", ""),
        Migration::sql("m2", "CREATE TABLE b (id integer)", ""),
    ]);
    apply::up(&db, List(list.0[..1].to_vec())).await.unwrap();
    run(&db, &["DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_user); END $$"]).await;
    let error = apply::up(&db, list).await.unwrap_err();
    let (text, code) = (error.to_string(), error.exit_code());
    assert!(
        code == 2 && text.starts_with("the table seaql_migrations is in the schema public, but"),
        "{text}"
    );
    let copies = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'seaql_migrations%'";
    assert_eq!(number(&db, copies).await, 2, "nothing was made in the new schema");
}

/// Nobody begins a run between the last `down` of a reset and the end of its records.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_reset_that_took_the_records_of_a_run() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let list = List(vec![Migration::sql(
        "m1",
        "CREATE TABLE a AS SELECT 1 AS id FROM pg_sleep(1)",
        "DROP TABLE a",
    )]);
    let up = tokio::spawn({
        let (url, list) = (database.url().to_owned(), list.clone());
        async move { boot(&url, list, BootOptions::default()).await }
    });
    until_running(&db, "pg_sleep(1)").await;
    let mut session = session(&database).await;
    session.reset(&Migrations::of(&list).unwrap()).await.unwrap();
    session.close().await;
    up.await.unwrap().unwrap();
    assert!(!has_table(&db, "a").await, "it was rolled back before its record went");
}

/// Tables that the migrations make in other schemas go with everything else, and nobody else's do.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn fresh_drops_tables_in_other_schemas() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let list = List(vec![Migration::sql(
        "m1",
        "CREATE SCHEMA IF NOT EXISTS x; CREATE TABLE x.a (id integer)",
        "",
    )]);
    // Somebody else uses the schema too.
    run(&database.connect().await, &["CREATE SCHEMA x", "CREATE TABLE x.others (id integer)"])
        .await;
    let migrations = Migrations::of(&list).unwrap();
    let mut session = session(&database).await;
    session.up(&migrations, None).await.unwrap();
    assert_eq!(session.fresh(&migrations).await.unwrap().len(), 1);
    session.close().await;
    assert_eq!(number(&database.connect().await, "SELECT count(*) FROM x.others").await, 0);
}

/// What a migration sets for its transaction does not hold for the migrations behind it, though the
/// database is empty.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_setting_of_a_migration_is_its_own() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = database.connect().await;
    let list = List(vec![
        Migration::sql("m1", "CREATE TABLE a AS SELECT current_setting('work_mem') AS memory", ""),
        Migration::sql(
            "m2",
            "SET LOCAL work_mem = '7MB'; INSERT INTO a SELECT current_setting('work_mem')",
            "",
        ),
        Migration::sql("m3", "INSERT INTO a SELECT current_setting('work_mem')", ""),
    ]);
    apply::up(&db, list).await.unwrap();
    assert_eq!(texts(&db, "SELECT memory FROM a").await, ["4MB", "7MB", "4MB"]);
}
