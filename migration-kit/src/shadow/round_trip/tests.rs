//! Migrations that do not make it there and back, and every kind of column that a row is made up
//! for.

#![cfg(test)]

use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager, async_trait,
};

use super::{RoundTrip, round_trip};
use crate::Backend;
use crate::Target;
use crate::apply::Migrations;
use crate::shadow::{Server, Shadow, current};
use crate::testing::block_on;

/// A migration of SQL, up and down.
#[derive(Clone, Copy)]
struct Sql(&'static str, &'static str, &'static str);

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.1).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.2).await
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

struct Migrator(Vec<Sql>);

impl MigratorTraitSelf for Migrator {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|migration| Box::new(*migration) as Box<dyn MigrationTrait>).collect()
    }
}

fn trip(backend: Backend, migrations: &[Sql]) -> RoundTrip {
    block_on(async {
        let shadow = match backend {
            Backend::Sqlite => Shadow::in_memory().await.unwrap(),
            Backend::Postgres | Backend::MySql => {
                let variable = if backend == Backend::Postgres {
                    "TEST_POSTGRES_URL"
                } else {
                    "TEST_MYSQL_URL"
                };
                let url =
                    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set"));
                Shadow::on(&Server::of(Target::parse(&url).unwrap())).await.unwrap()
            }
        };
        let migrations = Migrations::of(&Migrator(migrations.to_vec())).unwrap();
        let top = current(&migrations, &shadow).await.unwrap();
        let trip = round_trip(&migrations, &shadow, &top).await;
        shadow.discard().await;
        trip.unwrap()
    })
}

/// What is told of a history whose last migration is this one, on SQLite.
#[track_caller]
fn check(up: &'static str, down: &'static str, expected: &[&str]) {
    let create = Sql(
        "m1",
        "CREATE TABLE a (id integer PRIMARY KEY, name text); CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id))",
        "DROP TABLE b; DROP TABLE a",
    );
    let trip = trip(Backend::Sqlite, &[create, Sql("m2", up, down)]);
    let messages: Vec<&str> =
        trip.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, expected);
    assert!(trip.rows >= 4, "{trip:?}");
}

#[test]
fn what_comes_back_is_fine() {
    check("ALTER TABLE a ADD COLUMN c int", "ALTER TABLE a DROP COLUMN c", &[]);
    check("CREATE TABLE c (id integer PRIMARY KEY)", "DROP TABLE c", &[]);
    check("ALTER TABLE a RENAME TO z", "ALTER TABLE z RENAME TO a", &[]);
}

#[test]
fn rows_that_do_not_survive_are_told_of_the_migration() {
    const ANEW: &str = "DROP TABLE IF EXISTS d; CREATE TABLE c (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id)); \
                        DROP TABLE b; ALTER TABLE c RENAME TO b";
    check(
        "CREATE TABLE d (id int)",
        ANEW,
        &["2 rows of b did not survive when migration m2 was rolled back"],
    );
    check(ANEW, "SELECT 1", &["2 rows of b did not survive when migration m2 was applied"]);
}

#[test]
fn a_migration_may_delete_rows_when_it_says_so() {
    check("INSERT INTO a VALUES (7, 'seed')", "DELETE FROM a WHERE id = 7", &[]);
}

#[test]
fn a_migration_that_rows_are_in_the_way_of_is_named() {
    check(
        "ALTER TABLE a ADD COLUMN c int NOT NULL DEFAULT 0",
        "ALTER TABLE a DROP COLUMN c; ALTER TABLE a ADD COLUMN d int NOT NULL",
        &[
            "migration m2 cannot be rolled back with rows in the tables: Cannot add a NOT NULL column with default value NULL (code 1)",
        ],
    );
    // Its `up` works on an empty database, and not where there are rows already.
    check(
        "CREATE TABLE c (id integer NOT NULL CHECK (id < 10)); INSERT INTO c SELECT id FROM a",
        "DROP TABLE c",
        &[
            "migration m2 cannot be applied with rows in the tables: CHECK constraint failed: id < 10 (code 275)",
        ],
    );
}

#[test]
fn what_is_left_and_what_is_another_thing_is_told() {
    check(
        "CREATE TABLE IF NOT EXISTS c (id integer PRIMARY KEY)",
        "SELECT 1",
        &["the table c is left when every migration was rolled back"],
    );
    check(
        "ALTER TABLE a ADD COLUMN c int",
        "ALTER TABLE a DROP COLUMN c; CREATE TABLE IF NOT EXISTS d (id int)",
        &[
            "migration m2: table d (SQLite): only in the migrations rolled back and applied again",
            "the table d is left when every migration was rolled back",
        ],
    );
}

#[test]
fn a_migration_that_varies_is_named() {
    // With the table goes the index, so that in the end nothing is to be seen of it.
    check(
        "CREATE INDEX IF NOT EXISTS i ON a (name)",
        "DROP INDEX i; CREATE INDEX i ON a (id)",
        &[
            "migration m2: index i of a (SQLite): the migrations once applied say (name), the migrations rolled back and applied again (id)",
        ],
    );
}

/// Each type that SeaORM knows and some that it does not, keys of every kind, a circle, and a check
/// that nobody can guess.
fn kinds(backend: Backend) -> Vec<Sql> {
    match backend {
        Backend::Postgres => vec![Sql(
            "m1",
            "CREATE TYPE \"Mood\" AS ENUM ('it''s fine', 'low'); CREATE SCHEMA billing; \
                 CREATE TABLE billing.invoices (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, no text UNIQUE NOT NULL); \
                 CREATE TABLE kinds (id uuid PRIMARY KEY, a smallint, b numeric(3,3), c real, d boolean NOT NULL, \
                   e varchar(1) UNIQUE, f bytea, g jsonb, h timestamptz, i date, j time, k interval, l inet, m cidr, \
                   n macaddr, o text[], p bit(3), q \"Mood\" NOT NULL, r \"Mood\"[], s int4range, t point, u xml, v tsvector, \
                   w money, x char(4), y int GENERATED ALWAYS AS (a * 2) STORED, z varbit(4), aa double precision); \
                 CREATE TABLE child (a bigint REFERENCES billing.invoices (id), b text NOT NULL REFERENCES billing.invoices (no), \
                   parent int REFERENCES child (id), id serial PRIMARY KEY, other int); \
                 CREATE TABLE other (id int PRIMARY KEY, child int NOT NULL REFERENCES child (id)); \
                 ALTER TABLE child ADD FOREIGN KEY (other) REFERENCES other (id); \
                 CREATE TABLE odd (id int PRIMARY KEY CHECK (id % 7919 = 13))",
            "DROP TABLE odd; ALTER TABLE child DROP COLUMN other; DROP TABLE other; DROP TABLE child; DROP TABLE kinds; \
                 DROP TABLE billing.invoices; DROP SCHEMA billing; DROP TYPE \"Mood\"",
        )],
        Backend::MySql => vec![Sql(
            "m1",
            "CREATE TABLE kinds (id binary(16) PRIMARY KEY, a tinyint, b decimal(3,3), c double, d tinyint(1) NOT NULL, \
                   e varchar(1) UNIQUE, f blob, g json, h timestamp(6) NULL, i date, j time, k year, l char(4), \
                   m enum('it''s fine','low') NOT NULL, n set('a','b'), o bit(3), p mediumint unsigned, q longtext, r datetime(3), \
                   s int GENERATED ALWAYS AS (a * 2) STORED, t varbinary(8), u float); \
                 CREATE TABLE child (id int AUTO_INCREMENT PRIMARY KEY, k binary(16) NOT NULL, parent int, \
                   FOREIGN KEY (k) REFERENCES kinds (id), FOREIGN KEY (parent) REFERENCES child (id)); \
                 CREATE TABLE odd (id int PRIMARY KEY, CHECK (id % 7919 = 13))",
            "DROP TABLE odd; DROP TABLE child; DROP TABLE kinds",
        )],
        Backend::Sqlite => vec![Sql(
            "m1",
            "CREATE TABLE kinds (id uuid_text PRIMARY KEY, a smallint, b decimal(3,3), c real, d boolean NOT NULL, \
               e varchar(1) UNIQUE, f blob, g jsonb_text CHECK (json_valid(g)), h timestamp_text, i date_text, j time_text, \
               m enum_text NOT NULL CHECK (\"m\" IN ('it''s fine', 'low')), s int GENERATED ALWAYS AS (a * 2) STORED); \
             CREATE TABLE child (id integer PRIMARY KEY AUTOINCREMENT, k uuid_text NOT NULL REFERENCES kinds (id), \
               parent integer REFERENCES child (id)); \
             CREATE TABLE one (a int, b int NOT NULL, PRIMARY KEY (a, b), FOREIGN KEY (b) REFERENCES two (id)); \
             CREATE TABLE two (id integer PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES one (a, b)); \
             CREATE TABLE odd (id int PRIMARY KEY CHECK (id % 7919 = 13))",
            "DROP TABLE odd; DROP TABLE one; DROP TABLE two; DROP TABLE child; DROP TABLE kinds",
        )],
    }
}

fn every_kind_gets_rows(backend: Backend, tables: usize) {
    let trip = trip(backend, &kinds(backend));
    assert!(trip.problems.is_empty(), "{:?}", trip.problems);
    let empty: Vec<&str> = trip.empty.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(empty, ["odd"], "{:?}", trip.empty);
    assert_eq!((trip.tables, trip.rows), (tables, 2 * tables));
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn every_kind_gets_rows_on_postgres() {
    every_kind_gets_rows(Backend::Postgres, 4);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn every_kind_gets_rows_on_mysql() {
    every_kind_gets_rows(Backend::MySql, 2);
}

#[test]
fn every_kind_gets_rows_on_sqlite() {
    every_kind_gets_rows(Backend::Sqlite, 4);
}
