//! A run is killed after each thing that it sends while it changes tables in use, and the next run
//! goes on: no repair, the same schema in the end, and each row filled once.

#![cfg(test)]

mod common;

use std::process::{Command, Stdio};

use common::{number, recorded, run};
use migration_kit::apply::{self, Options, State};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::inside::introspect::live;
use migration_kit::migration::{Plan, planned};
use migration_kit::ops::Backfill;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Direction, Error, Target};
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;

/// What a child of this test does, and where.
const CHILD: &str = "ONLINE_KILL_TEST_CHILD";
const URL: &str = "ONLINE_KILL_TEST_URL";

const OWN: [&str; 2] = ["seaql_migrations", "seaql_migrations_ledger"];

struct All;

impl MigratorTraitSelf for All {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(First), planned(Second)]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m1"
    }
}

impl migration_kit::migration::Planned for First {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create().table("u").col(ColumnDef::new("id").integer().not_null().primary_key()),
        );
        let mut table = Table::create();
        table.table("t").col(ColumnDef::new("id").integer().not_null().primary_key());
        for column in ["filled", "added", "u", "touched"] {
            table.col(ColumnDef::new(column).integer());
        }
        plan.add(&table);
    }

    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table("t")).add(Table::drop().table("u"));
    }
}

struct Second;

impl MigrationName for Second {
    fn name(&self) -> &str {
        "m2"
    }
}

impl migration_kit::migration::Planned for Second {
    fn up(&self, plan: &mut Plan) {
        plan.backfill(Backfill::of("t").set("filled", Expr::col("id")).batch(8));
        // Not the same when it is done twice.
        plan.backfill(
            Backfill::of("t").set("added", Expr::col("added").add(1)).every_row().batch(7),
        );
        plan.set_not_null_online("t", "filled");
        plan.create_index_online(&Index::create().name("i").table("t").col("added").take());
        plan.add_unique_online("t", "q", ["filled"]);
        plan.build_primary_key_online("t", "t_pkey", ["filled", "id"]);
        plan.set_primary_key_online("t", "t_pkey", "t_pkey", ["filled", "id"]);
        plan.add_check_online("t", "positive", "filled > 0");
        plan.add_foreign_key_online(
            &ForeignKey::create().name("k").from("t", "u").to("u", "id").take(),
        );
    }

    fn down(&self, plan: &mut Plan) {
        plan.drop_foreign_key_online("t", "k").drop_check_online("t", "positive");
        plan.on(&[Backend::MySql.into()], |plan| _ = plan.drop_index_online("t", "k"));
        plan.build_primary_key_online("t", "t_pkey", ["id"]);
        plan.set_primary_key_online("t", "t_pkey", "t_pkey", ["id"]);
        plan.drop_unique_online("t", "q")
            .drop_index_online("t", "i")
            .drop_not_null_online("t", "filled");
    }
}

/// What the child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let (Ok(what), Ok(url)) = (std::env::var(CHILD), std::env::var(URL)) else { return };
    block_on(async {
        let direction = if what == "up" { Direction::Up } else { Direction::Down };
        go(&url, direction, 1).await.unwrap();
    });
}

async fn go(url: &str, direction: Direction, migrations: u32) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(url)?, Options::default()).await?;
    let all = Migrations::of(&All)?;
    let done = match direction {
        Direction::Up => session.up(&all, Some(migrations)).await,
        Direction::Down => session.down(&all, Some(migrations)).await,
    };
    session.close().await;
    done.map(|_| ())
}

/// Runs the child, which is killed after that many things; false when it came to its end.
fn killed(url: &str, direction: Direction, after: u32) -> bool {
    let what = if direction == Direction::Up { "up" } else { "down" };
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child"]).env(CHILD, what).env(URL, url);
    child
        .env("MIGRATION_KIT_TEST_KILL_AFTER", after.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    !child.status().unwrap().success()
}

/// The first migration with rows, each of which counts how often it is written.
async fn prepare(db: &DatabaseConnection, url: &str) {
    go(url, Direction::Up, 1).await.unwrap();
    let rows: Vec<String> =
        (1..=30).map(|id| format!("({id}, NULL, {}, {}, 0)", id * 100, id % 3)).collect();
    run(
        db,
        &[
            "INSERT INTO u VALUES (0), (1), (2)",
            &format!("INSERT INTO t VALUES {}", rows.join(", ")),
        ],
    )
    .await;
    let count = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => [
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END'",
            "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
        ]
        .as_slice(),
        _ => &[
            "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW SET NEW.touched = OLD.touched + 1",
        ],
    };
    run(db, count).await;
}

async fn check(
    db: &DatabaseConnection,
    expected: &migration_kit::inside::schema::Schema,
    after: u32,
) {
    let now = live(db, &OWN).await.unwrap();
    assert_eq!(now.objects(), expected.objects(), "killed after {after}");
    assert_eq!(recorded(db).await, ["m1", "m2"]);
    let wrong =
        "SELECT count(*) FROM t WHERE filled <> id OR added <> id * 100 + 1 OR touched <> 2";
    assert_eq!(number(db, wrong).await, 0, "killed after {after}");
    assert_eq!(number(db, "SELECT count(*) FROM t").await, 30);
    let states = apply::audit(db, All).await.unwrap();
    assert!(states.iter().all(|migration| migration.state == State::Applied), "{states:?}");
}

async fn every_kill_is_gone_on_from(backend: Backend) {
    let undisturbed = TestDatabase::create(backend).await;
    let db = undisturbed.connect().await;
    prepare(&db, undisturbed.url()).await;
    go(undisturbed.url(), Direction::Up, 1).await.unwrap();
    let expected = live(&db, &OWN).await.unwrap();
    check(&db, &expected, 0).await;
    go(undisturbed.url(), Direction::Down, 1).await.unwrap();
    let before = live(&db, &OWN).await.unwrap();

    // An ordinary run takes every fourth place, `cargo xtask test --long` all of them.
    let stride = if std::env::var_os("TEST_LONG").is_some() { 1 } else { 4 };
    let mut after = 1;
    loop {
        let database = TestDatabase::create(backend).await;
        let db = database.connect().await;
        prepare(&db, database.url()).await;
        let up = killed(database.url(), Direction::Up, after);
        go(database.url(), Direction::Up, 1)
            .await
            .unwrap_or_else(|e| panic!("killed after {after}: {e}"));
        check(&db, &expected, after).await;
        let down = killed(database.url(), Direction::Down, after);
        go(database.url(), Direction::Down, u32::from(down)).await.unwrap();
        if recorded(&db).await == ["m1"] {
            assert_eq!(
                live(&db, &OWN).await.unwrap().objects(),
                before.objects(),
                "killed after {after}"
            );
        }
        if !up {
            break;
        }
        after += stride;
    }
    assert!(after > 40, "only {after} places to be killed at");
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    block_on(every_kill_is_gone_on_from(Backend::Postgres));
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    block_on(every_kill_is_gone_on_from(Backend::MySql));
}
