//! A run is killed after each thing that it sends, in turn, and the next run has to bring the
//! database where an undisturbed one would have brought it. No migration may be recorded and not
//! applied, or applied twice.

#![cfg(test)]

mod common;

use std::process::{Command, Stdio};

use common::{recorded, texts};
use migration_kit::apply::{self, Options};
use migration_kit::inside::apply::{Mark, Migrations, Session};
use migration_kit::inside::introspect::live;
use migration_kit::inside::schema::Schema;
use migration_kit::migration::{Plan, planned};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Direction, Error, Target, on_each_backend};
use sea_orm::DatabaseConnection;
use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigratorTraitSelf, async_trait};

/// What a child of this test does, and where.
const CHILD: &str = "KILL_TEST_CHILD";
const URL: &str = "KILL_TEST_URL";

const MIGRATIONS: [&str; 5] = ["m1", "m2", "m3", "m4", "m5"];
const OWN: [&str; 3] = ["seaql_migrations", "seaql_migrations_ledger", "seaql_migrations_lease"];

fn table(name: &str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name.to_owned()).col(ColumnDef::new("id").integer().not_null().primary_key());
    table.col(ColumnDef::new("name").string()).take()
}

fn note(version: &str) -> InsertStatement {
    Query::insert()
        .into_table("notes")
        .columns(["version"])
        .values_panic([version.into()])
        .to_owned()
}

/// Migrations of all kinds: as data and by hand, in a transaction and outside, of the schema and of
/// rows. Each notes that it ran, and each `down` can be run on a half of its migration.
struct All;

impl MigratorTraitSelf for All {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![
            planned(Data("m1", true)),
            Box::new(ByHand("m2", None)),
            planned(Data("m3", false)),
            Box::new(ByHand("m4", Some(false))),
            planned(Data("m5", true)),
        ]
    }
}

/// Its version, and whether it keeps to the transaction that it would get.
struct Data(&'static str, bool);

impl MigrationName for Data {
    fn name(&self) -> &str {
        self.0
    }
}

impl migration_kit::migration::Planned for Data {
    fn up(&self, plan: &mut Plan) {
        if self.0 == "m1" {
            plan.add(
                &Table::create().table("notes").col(ColumnDef::new("version").string()).take(),
            );
        }
        let name = format!("{}_a", self.0);
        plan.add(&table(&name)).add(&table(&format!("{}_b", self.0)));
        plan.add(&Index::create().name(format!("{}_i", self.0)).table(name).col("name").take());
        plan.add(&note(self.0));
    }

    fn down(&self, plan: &mut Plan) {
        for suffix in ["a", "b"] {
            plan.add(&Table::drop().table(format!("{}_{suffix}", self.0)).if_exists().take());
        }
        if self.0 == "m1" {
            plan.add(&Table::drop().table("notes").if_exists().take());
        } else {
            plan.add(
                &Query::delete()
                    .from_table("notes")
                    .and_where(Expr::col("version").eq(self.0))
                    .take(),
            );
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        (!self.1).then_some(false)
    }
}

struct ByHand(&'static str, Option<bool>);

impl MigrationName for ByHand {
    fn name(&self) -> &str {
        self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ByHand {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table(&format!("{}_a", self.0))).await?;
        manager.create_table(table(&format!("{}_b", self.0))).await?;
        manager.execute(note(self.0)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for suffix in ["a", "b"] {
            let table = format!("{}_{suffix}", self.0);
            manager.drop_table(Table::drop().table(table).if_exists().take()).await?;
        }
        manager
            .execute(
                Query::delete()
                    .from_table("notes")
                    .and_where(Expr::col("version").eq(self.0))
                    .take(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.1
    }
}

/// What the child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let (Ok(what), Ok(url)) = (std::env::var(CHILD), std::env::var(URL)) else { return };
    block_on(async {
        let direction = if what == "up" { Direction::Up } else { Direction::Down };
        run(&url, direction).await.unwrap();
    });
}

async fn run(url: &str, direction: Direction) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(url)?, Options::default()).await?;
    let migrations = Migrations::of(&All)?;
    let done = match direction {
        Direction::Up => session.up(&migrations, None).await,
        Direction::Down => session.down(&migrations, None).await,
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
    let status = child.status().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        assert!(status.success() || status.signal() == Some(9), "{after}: {status}");
    }
    !status.success()
}

/// Whether each migration is recorded, and how many of its tables there are.
async fn check_records(db: &DatabaseConnection, half: Option<&str>, after: u32) {
    let has_records = SchemaManager::new(db).has_table("seaql_migrations").await.unwrap();
    let records = if has_records { recorded(db).await } else { Vec::new() };
    for version in MIGRATIONS.into_iter().filter(|version| Some(*version) != half) {
        let mut tables = 0;
        for suffix in ["a", "b"] {
            tables += u32::from(
                SchemaManager::new(db).has_table(format!("{version}_{suffix}")).await.unwrap(),
            );
        }
        let expected = if records.iter().any(|known| known == version) { 2 } else { 0 };
        assert_eq!(tables, expected, "{version} after {after}: {records:?}");
    }
}

async fn schema(db: &DatabaseConnection) -> Schema {
    live(db, &OWN).await.unwrap()
}

/// Brings a database back after a kill: by running the command again, or where a migration is
/// partially applied by repairing it first.
async fn recover(url: &str, db: &DatabaseConnection, direction: Direction, after: u32) -> bool {
    let error = match run(url, direction).await {
        Ok(()) => return false,
        Err(error) => error,
    };
    let Error::PartiallyApplied { version, .. } = &error else { panic!("after {after}: {error}") };
    let on_mysql = Backend::from(db.get_database_backend()) == Backend::MySql;
    assert!(on_mysql || ["m3", "m4"].contains(&version.as_str()), "after {after}: {error}");
    check_records(db, Some(version), after).await;
    let mut session =
        Session::open(&Target::parse(url).unwrap(), Options::default()).await.unwrap();
    // The first migration makes the table that the others write to.
    let migrations = Migrations::of(&All).unwrap();
    let all = session.status(&migrations).await.unwrap();
    let shown = all.iter().find(|migration| migration.version == *version).unwrap();
    match session.repair(&migrations, shown, Mark::Down).await {
        // A row that was written has no statement of `down` that rolls back exactly that, so the
        // kit asks for a person, who knows that each `down` can be run on a half.
        Err(Error::Decision { .. }) => {
            let all = All.migrations();
            let migration = all.iter().find(|migration| migration.name() == *version).unwrap();
            migration.down(&SchemaManager::new(db)).await.unwrap();
            session.repair(&migrations, shown, Mark::Pending).await.unwrap();
        }
        repaired => repaired.unwrap(),
    }
    session.close().await;
    run(url, direction).await.unwrap();
    true
}

async fn every_kill_is_recovered_from(database: TestDatabase) {
    let undisturbed = {
        let other =
            TestDatabase::create(database.connect().await.get_database_backend().into()).await;
        apply::up(&other.connect().await, All).await.unwrap();
        schema(&other.connect().await).await
    };
    let db = database.connect().await;
    // An ordinary run takes every third place, `cargo xtask test --long` all of them.
    let stride = if std::env::var_os("TEST_LONG").is_some() { 1 } else { 3 };
    let (mut repaired, mut after) = (0, 0);
    for direction in [Direction::Up, Direction::Down] {
        after = 0;
        loop {
            after += stride;
            if !killed(database.url(), direction, after) {
                break;
            }
            wait_for_the_lock(database.url()).await;
            if recover(database.url(), &db, direction, after).await {
                repaired += 1;
            }
            match direction {
                Direction::Up => {
                    assert_eq!(schema(&db).await, undisturbed, "killed after {after}");
                    assert_eq!(recorded(&db).await, MIGRATIONS);
                    assert_eq!(
                        texts(&db, "SELECT version FROM notes ORDER BY version").await,
                        MIGRATIONS
                    );
                    let states = apply::audit(&db, All).await.unwrap();
                    assert!(
                        states.iter().all(|migration| migration.state == apply::State::Applied),
                        "{states:?}"
                    );
                    // And on a database that was empty again.
                    run(database.url(), Direction::Down).await.unwrap();
                    if after % 2 == 0 {
                        common::run(
                            &db,
                            &["DROP TABLE seaql_migrations", "DROP TABLE seaql_migrations_ledger"],
                        )
                        .await;
                    }
                }
                Direction::Down => {
                    assert!(schema(&db).await.tables.is_empty(), "killed after {after}");
                    assert_eq!(recorded(&db).await, Vec::<String>::new());
                    run(database.url(), Direction::Up).await.unwrap();
                }
            }
        }
        run(database.url(), Direction::Up).await.unwrap();
    }
    assert!(after > 15, "only {after} places to be killed at");
    assert!(repaired > 0, "migrations outside a transaction can be partially applied");
}

/// The server notices a moment later that its client is gone.
async fn wait_for_the_lock(url: &str) {
    let mut session =
        Session::open(&Target::parse(url).unwrap(), Options::default()).await.unwrap();
    let _ = session.down(&Migrations::of(&All).unwrap(), Some(0)).await;
    session.close().await;
}

on_each_backend!(every_kill_is_recovered_from);
