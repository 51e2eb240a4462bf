//! Changes of tables in use, on real servers with rows in the tables: what they do, what they find
//! done already, and what they leave behind when they fail.

#![cfg(test)]

mod common;

use std::time::{Duration, Instant};

use common::{number, recorded, run, texts};
use migration_kit::apply::{self, Options, State};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::migration::{Plan, planned};
use migration_kit::ops::Backfill;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Target};
use sea_orm::{DatabaseConnection, TransactionTrait as _};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;

type Way = fn(&mut Plan);

/// Migrations made of functions.
#[derive(Clone)]
struct All(Vec<(&'static str, Way, Way)>);

struct Data(&'static str, Way, Way);

impl MigrationName for Data {
    fn name(&self) -> &str {
        self.0
    }
}

impl migration_kit::migration::Planned for Data {
    fn up(&self, plan: &mut Plan) {
        self.1(plan);
    }

    fn down(&self, plan: &mut Plan) {
        self.2(plan);
    }
}

impl MigratorTraitSelf for All {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|(name, up, down)| planned(Data(name, *up, *down))).collect()
    }
}

fn nothing(_: &mut Plan) {}

fn tables(plan: &mut Plan) {
    plan.add(
        Table::create()
            .table("u")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("n").integer()),
    );
    plan.add(
        Table::create()
            .table("t")
            .col(ColumnDef::new("a").integer().not_null())
            .col(ColumnDef::new("b").string_len(20).not_null())
            .col(ColumnDef::new("c").integer())
            .col(ColumnDef::new("u").integer())
            .primary_key(Index::create().col("a").col("b")),
    );
}

fn index() -> IndexCreateStatement {
    Index::create().name("i").table("t").col("c").take()
}

fn key() -> ForeignKeyCreateStatement {
    ForeignKey::create().name("k").from("t", "u").to("u", "id").take()
}

fn everything(plan: &mut Plan) {
    plan.backfill(Backfill::of("t").set("c", Expr::col("a").mul(10)).batch(7));
    plan.set_not_null_online("t", "c");
    plan.create_index_online(&index());
    plan.add_unique_online("t", "q", ["a", "c"]);
    plan.build_primary_key_online("t", "t_key", ["b", "a", "c"]);
    plan.set_primary_key_online("t", "t_pkey", "t_key", ["b", "a", "c"]);
    plan.add_check_online("t", "positive", "c > 0");
    plan.add_foreign_key_online(&key());
}

fn nothing_of_it(plan: &mut Plan) {
    plan.drop_foreign_key_online("t", "k").drop_check_online("t", "positive");
    // MySQL leaves the index that it made for the key.
    plan.on(&[Backend::MySql.into()], |plan| _ = plan.drop_index_online("t", "k"));
    plan.build_primary_key_online("t", "t_pkey", ["a", "b"]);
    plan.set_primary_key_online("t", "t_key", "t_pkey", ["a", "b"]);
    plan.drop_unique_online("t", "q").drop_index_online("t", "i").drop_not_null_online("t", "c");
}

fn all() -> All {
    All(vec![("m1", tables, nothing), ("m2", everything, nothing_of_it)])
}

/// The tables with rows in them, before the second migration.
async fn with_rows(database: &TestDatabase) -> DatabaseConnection {
    let db = database.connect().await;
    up(database, All(all().0[..1].to_vec())).await.unwrap();
    let values = |rows: Vec<String>| rows.join(", ");
    let parents = values((1..=5).map(|id| format!("({id}, 0)")).collect());
    let rows =
        values((1..=50).map(|a| format!("({}, 'x{a}', NULL, {})", a / 3 + 1, a % 5 + 1)).collect());
    run(
        &db,
        &[&format!("INSERT INTO u VALUES {parents}"), &format!("INSERT INTO t VALUES {rows}")],
    )
    .await;
    run(
        &db,
        &["DELETE FROM t WHERE b NOT IN (SELECT m FROM (SELECT min(b) AS m FROM t GROUP BY a) AS first)"],
    )
    .await;
    db
}

async fn up(database: &TestDatabase, all: All) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(database.url())?, Options::default()).await?;
    let done = session.up(&Migrations::of(&all)?, None).await;
    session.close().await;
    done.map(|_| ())
}

async fn down(database: &TestDatabase, all: All) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(database.url())?, Options::default()).await?;
    let done = session.down(&Migrations::of(&all)?, Some(1)).await;
    session.close().await;
    done.map(|_| ())
}

async fn objects(db: &DatabaseConnection) -> String {
    let own = ["seaql_migrations", "seaql_migrations_ledger"];
    let schema = migration_kit::inside::introspect::live(db, &own).await.unwrap();
    let objects = schema.objects();
    objects.into_iter().map(|(object, definition)| format!("{object}: {definition}\n")).collect()
}

async fn a_migration_of_everything_goes_up_and_down_and_up(database: TestDatabase) {
    let db = with_rows(&database).await;
    let before = objects(&db).await;
    up(&database, all()).await.unwrap();
    let after = objects(&db).await;
    for name in ["index i", "q of t", "positive of t", "foreign key k"] {
        assert!(after.contains(name), "{name}: {after}");
    }
    assert_eq!(number(&db, "SELECT count(*) FROM t WHERE c <> a * 10 OR c IS NULL").await, 0);
    down(&database, all()).await.unwrap();
    assert_eq!(objects(&db).await, before);
    up(&database, all()).await.unwrap();
    assert_eq!(objects(&db).await, after);
}

/// Where nobody uses the tables yet the plain forms make the same, and share a transaction.
async fn an_empty_database_takes_the_plain_forms(database: TestDatabase) {
    up(&database, all()).await.unwrap();
    let other = TestDatabase::create(database.connect().await.get_database_backend().into()).await;
    with_rows(&other).await;
    up(&other, all()).await.unwrap();
    assert_eq!(objects(&database.connect().await).await, objects(&other.connect().await).await);
    if Backend::from(database.connect().await.get_database_backend()) == Backend::Postgres {
        let transactions =
            "SELECT count(DISTINCT xmin::text) FROM pg_class WHERE relname IN ('t', 'i', 'q')";
        assert_eq!(number(&database.connect().await, transactions).await, 1);
    }
}

/// An index of the same name that is another one is not taken for what a killed run has left.
async fn another_index_of_that_name_is_refused(database: TestDatabase) {
    let db = with_rows(&database).await;
    run(&db, &["CREATE INDEX i ON t (u)"]).await;
    let error = up(&database, all()).await.unwrap_err().to_string();
    assert!(error.contains("the table t has another index i already"), "{error}");
    run(
        &db,
        &[if Backend::from(db.get_database_backend()) == Backend::MySql {
            "DROP INDEX i ON t"
        } else {
            "DROP INDEX i"
        }],
    )
    .await;
    up(&database, all()).await.unwrap();
}

async fn half_done(db: &DatabaseConnection, statements: &[&str]) {
    run(db, statements).await;
}

/// A migration that was killed left the database somewhere on its way.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn what_is_done_already_is_not_done_again() {
    block_on(async {
        let whole = TestDatabase::create(Backend::Postgres).await;
        let expected = {
            let db = with_rows(&whole).await;
            up(&whole, all()).await.unwrap();
            objects(&db).await
        };
        let cases: [&[&str]; 9] = [
            &["ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (u) REFERENCES u (id) NOT VALID"],
            &["ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (u) REFERENCES u (id)"],
            &["UPDATE t SET c = a * 10 WHERE a < 5"],
            &[
                "UPDATE t SET c = a * 10",
                "ALTER TABLE t ADD CONSTRAINT migration_kit_not_null_c CHECK (c IS NOT NULL) NOT VALID",
            ],
            &[
                "UPDATE t SET c = a * 10",
                "ALTER TABLE t ALTER c SET NOT NULL",
                "CREATE UNIQUE INDEX q ON t (a, c)",
            ],
            &[
                "CREATE INDEX i ON t (c)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass",
            ],
            &["UPDATE t SET c = a * 10", "CREATE UNIQUE INDEX t_key__new ON t (b, a, c)"],
            &[
                "UPDATE t SET c = a * 10",
                "CREATE UNIQUE INDEX t_key__new ON t (b, a, c)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_key__new'::regclass",
            ],
            &[
                "UPDATE t SET c = a * 10",
                "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_key PRIMARY KEY (b, a, c)",
            ],
        ];
        for case in cases {
            let database = TestDatabase::create(Backend::Postgres).await;
            let db = with_rows(&database).await;
            half_done(&db, case).await;
            up(&database, all()).await.unwrap_or_else(|e| panic!("{case:?}: {e}"));
            assert_eq!(objects(&db).await, expected, "{case:?}");
            let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
            assert_eq!(number(&db, invalid).await, 0, "{case:?}");
        }
    });
}

/// Rows that refuse a change leave nothing of it behind that would stop anybody; once they are
/// mended the next run goes on.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn what_rows_refuse_is_not_left_behind() {
    block_on(async {
        let cases: [(Way, &[&str], &[&str], &str); 5] = [
            (
                |plan| _ = plan.add_unique_online("t", "q", ["c"]),
                &["UPDATE t SET c = 1"],
                &["UPDATE t SET c = a"],
                "INSERT INTO t VALUES (100, 'new', 1, NULL)",
            ),
            (
                |plan| _ = plan.build_primary_key_online("t", "t_key", ["c"]),
                &["UPDATE t SET c = 1"],
                &["UPDATE t SET c = a"],
                "INSERT INTO t VALUES (100, 'new', 1, NULL)",
            ),
            (
                |plan| _ = plan.set_not_null_online("t", "c"),
                &[],
                &["UPDATE t SET c = a"],
                "INSERT INTO t VALUES (100, 'new', NULL, NULL)",
            ),
            (
                |plan| _ = plan.add_check_online("t", "positive", "c > 0"),
                &["UPDATE t SET c = -1"],
                &["UPDATE t SET c = 1"],
                "INSERT INTO t VALUES (100, 'new', -1, NULL)",
            ),
            (
                |plan| _ = plan.add_foreign_key_online(&key()),
                &["UPDATE t SET u = 99"],
                &["UPDATE t SET u = 1"],
                "INSERT INTO t VALUES (100, 'new', 1, 99)",
            ),
        ];
        for (at, (change, breaks, mends, insert)) in cases.into_iter().enumerate() {
            let database = TestDatabase::create(Backend::Postgres).await;
            let db = with_rows(&database).await;
            run(&db, breaks).await;
            let before = objects(&db).await;
            let migrations = All(vec![("m1", tables, nothing), ("m2", change, nothing)]);
            let error = up(&database, migrations.clone()).await.unwrap_err();
            assert!(matches!(error, Error::Unfinished { .. }), "{at}: {error}");
            assert_eq!(error.exit_code(), 4);
            assert!(error.hint().unwrap().contains("goes on where it was ended"));
            assert_eq!(objects(&db).await, before, "{at}");
            assert_eq!(
                number(&db, "SELECT count(*) FROM pg_index WHERE NOT indisvalid").await,
                0,
                "{at}"
            );
            run(&db, &[insert, "DELETE FROM t WHERE a = 100"]).await;
            run(&db, mends).await;
            up(&database, migrations.clone()).await.unwrap();
            assert_eq!(recorded(&db).await, ["m1", "m2"]);
            assert_ne!(objects(&db).await, before, "{at}");
            let states = apply::audit(&db, migrations).await.unwrap();
            assert!(states.iter().all(|migration| migration.state == State::Applied), "{states:?}");
        }
    });
}

/// A migration that failed can be rolled back as far as it is done.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_migration_that_failed_half_way_rolls_back() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let db = with_rows(&database).await;
        let before = objects(&db).await;
        run(&db, &["UPDATE t SET u = 99"]).await;
        up(&database, all()).await.unwrap_err();
        assert!(objects(&db).await.contains("index i"));
        down(&database, all()).await.unwrap();
        assert_eq!(objects(&db).await, before);
        assert_eq!(recorded(&db).await, ["m1"]);
    });
}

/// A change goes out of the way of somebody who uses the table for longer, and comes back.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_busy_table_is_waited_for_without_blocking_it() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let db = with_rows(&database).await;
        let busy = db.begin().await.unwrap();
        busy.execute_unprepared("SELECT count(*) FROM t").await.unwrap();
        let free = async {
            common::until_second_turn(&db).await;
            busy.commit().await.unwrap();
        };
        let patience = Duration::from_millis(200);
        let options = Options { table_lock_timeout: patience, ..Options::default() };
        let mut session =
            Session::open(&Target::parse(database.url()).unwrap(), options).await.unwrap();
        let drop: Way = |plan| _ = plan.drop_not_null_online("t", "c");
        let migrations =
            Migrations::of(&All(vec![("m1", tables, nothing), ("m2", drop, nothing)])).unwrap();
        let (done, ()) = tokio::join!(session.up(&migrations, None), free);
        assert_eq!(done.unwrap().len(), 1);
        session.close().await;
    });
}

/// A VACUUM lets others through, and they go on while a change waits for it.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn nobody_waits_behind_a_vacuum() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let db = with_rows(&database).await;
        let vacuum = database.connect().await;
        let vacuum = vacuum.begin().await.unwrap();
        run(&vacuum, &["LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE"]).await;
        let change = up(&database, all());
        let others = async {
            let mut longest = Duration::ZERO;
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(2) {
                let asked = Instant::now();
                run(&db, &["UPDATE t SET c = c WHERE a = 1"]).await;
                longest = longest.max(asked.elapsed());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            vacuum.commit().await.unwrap();
            longest
        };
        let (changed, longest) = tokio::join!(change, others);
        changed.unwrap();
        assert!(longest < Duration::from_millis(700), "{longest:?}");
    });
}

/// A table with rows of which each counts how often it was written.
async fn counted(db: &DatabaseConnection) {
    run(db, &["ALTER TABLE t ADD touched integer NOT NULL DEFAULT 0"]).await;
    match Backend::from(db.get_database_backend()) {
        Backend::Postgres => {
            run(
                db,
                &[
                    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END'",
                    "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
                ],
            )
            .await;
        }
        _ => {
            run(
                db,
                &["CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW SET NEW.touched = OLD.touched + 1"],
            )
            .await;
        }
    }
}

async fn a_backfill_touches_each_row_once(database: TestDatabase) {
    let db = with_rows(&database).await;
    run(&db, &["UPDATE t SET c = 5 WHERE a = 2"]).await;
    counted(&db).await;
    let fill: Way = |plan| {
        plan.backfill(
            Backfill::of("t").set("c", Expr::cust("coalesce(c, 0) + a")).every_row().batch(3),
        );
        plan.backfill(
            Backfill::of("u").set("n", 7).only(Expr::col("id").gt(2)).every_row().batch(1),
        );
    };
    let migrations = All(vec![("m1", tables, nothing), ("m2", fill, nothing)]);
    up(&database, migrations).await.unwrap();
    assert_eq!(
        texts(&db, "SELECT DISTINCT CAST(touched AS CHAR(9)) FROM t").await.concat().trim(),
        "1"
    );
    assert_eq!(number(&db, "SELECT count(*) FROM t WHERE c <> a AND a <> 2").await, 0);
    assert_eq!(number(&db, "SELECT count(*) FROM t WHERE c = 7 AND a = 2").await, 1);
    assert_eq!(number(&db, "SELECT count(*) FROM u WHERE n = 7").await, 3);
}

/// Under the stock executor, which knows nothing of all this.
async fn the_stock_executor_runs_it_too(database: TestDatabase) {
    let db = database.connect().await;
    MigratorTraitSelf::up(&all(), &db, Some(1)).await.unwrap();
    run(
        &db,
        &[
            "INSERT INTO u VALUES (1, 1)",
            "INSERT INTO t VALUES (1, 'b', NULL, 1), (2, 'b', NULL, 1)",
        ],
    )
    .await;
    MigratorTraitSelf::up(&all(), &db, None).await.unwrap();
    assert!(objects(&db).await.contains("foreign key k"));
    MigratorTraitSelf::down(&all(), &db, Some(1)).await.unwrap();
    assert!(!objects(&db).await.contains("foreign key k"));
}

macro_rules! on_each_server {
    ($($name:ident),*) => {
        mod on_postgres {
            use super::*;
            $(#[test]
            #[ignore = "needs PostgreSQL: cargo xtask test"]
            fn $name() {
                block_on(async { super::$name(TestDatabase::create(Backend::Postgres).await).await });
            })*
        }
        mod on_mysql {
            use super::*;
            $(#[test]
            #[ignore = "needs MySQL or MariaDB: cargo xtask test"]
            fn $name() {
                block_on(async { super::$name(TestDatabase::create(Backend::MySql).await).await });
            })*
        }
    };
}

on_each_server!(
    a_migration_of_everything_goes_up_and_down_and_up,
    an_empty_database_takes_the_plain_forms,
    another_index_of_that_name_is_refused,
    a_backfill_touches_each_row_once,
    the_stock_executor_runs_it_too
);
