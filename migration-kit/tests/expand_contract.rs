//! `generate --online` on PostgreSQL: a column whose new type would write the table again gets it
//! by way of a new column. What others write between the migrations is right in both, a run that is
//! killed goes on, and each migration leads back with its rows.

#![cfg(test)]

mod common;
mod generated;

use std::process::{Command, Stdio};

use common::{number, recorded, run};
use generated::Generated;
use migration_kit::apply::Options;
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::inside::codegen::modules;
use migration_kit::inside::diff::{Hints, OnBackend, Resolutions, Side, changes, compare};
use migration_kit::inside::introspect::live;
use migration_kit::inside::lint::{self, Finding};
use migration_kit::inside::schema::{
    self, Check, Column, Expression, ForeignKey, Identity, Index, Key, Part, Schema, Table, Unique,
};
use migration_kit::migration::{Plan, Planned, planned};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Direction, Error, Target};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait};

const CHILD: &str = "SWITCH_TEST_CHILD";
const URL: &str = "SWITCH_TEST_URL";
const OWN: [&str; 2] = ["seaql_migrations", "seaql_migrations_ledger"];

fn expression(text: &str) -> Expression {
    Expression::new(Backend::Postgres, text)
}

/// Both sides as PostgreSQL's catalog says them.
fn schema(columns: &[(&str, &str, bool, Option<&str>)]) -> Schema {
    let column = |(name, ty, nullable, default): &(&str, &str, bool, Option<&str>)| Column {
        name: (*name).to_owned(),
        ty: (*ty).to_owned(),
        nullable: *nullable,
        default: default.map(expression),
        ..Column::default()
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let part =
        |(name, descending): &(&str, bool)| Part { descending: *descending, ..Part::column(*name) };
    let index = |name: &str, unique, parts: &[(&str, bool)], include| Index {
        name: name.to_owned(),
        unique,
        parts: parts.iter().map(part).collect(),
        include: texts(include),
        ..Index::default()
    };
    // They come along with the columns.
    let table = Table {
        columns: columns.iter().map(column).collect(),
        primary_key: texts(&["id"]),
        uniques: vec![Unique {
            name: Some("q".to_owned()),
            columns: texts(&["a", "id"]),
            ..Unique::default()
        }],
        indexes: vec![
            index("Odd \"one\"", false, &[("c", true), ("a", false)], &["b"]),
            index("u", true, &[("b", false), ("id", false)], &[]),
        ],
        ..Table::default()
    };
    Schema { tables: [("t".to_owned(), table)].into(), ..Schema::default() }
}

fn before() -> Schema {
    schema(&[
        ("id", "integer", false, None),
        ("a", "integer", false, Some("3")),
        ("b", "character varying(9)", true, None),
        ("c", "timestamp without time zone", true, None),
    ])
}

fn after() -> Schema {
    schema(&[
        ("id", "integer", false, None),
        ("a", "bigint", false, Some("4")),
        ("b", "integer", true, None),
        ("c", "timestamp with time zone", true, None),
    ])
}

fn generated() -> OnBackend {
    let resolutions = Resolutions { consent_to_all: true, online: true, ..Resolutions::default() };
    let side = Side { backend: Backend::Postgres, desired: after(), current: before() };
    let on = changes(vec![side], &[], &Hints::default(), &resolutions).unwrap();
    resolutions.refuse_unused(&on).unwrap();
    on.into_iter().next().unwrap()
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m0"
    }
}

impl Planned for First {
    fn up(&self, plan: &mut Plan) {
        plan.add_sql(
            "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 3, b varchar(9), c timestamp, \
             CONSTRAINT q UNIQUE (a, id)); \
             CREATE INDEX \"Odd \"\"one\"\"\" ON t (c DESC, a) INCLUDE (b); CREATE UNIQUE INDEX u ON t (b, id)",
        );
    }

    fn down(&self, plan: &mut Plan) {
        plan.add_sql("DROP TABLE t");
    }
}

struct All;

impl MigratorTraitSelf for All {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let on = generated();
        let migrations = modules(std::slice::from_ref(&on))
            .unwrap()
            .into_iter()
            .zip(on.migrations())
            .enumerate();
        let migration_of = |(at, (module, (up, down))): (
            usize,
            (migration_kit::inside::codegen::Module, (Plan, Plan)),
        )| {
            planned(Generated { name: format!("m{}_{}", at + 1, module.name), up, down })
        };
        std::iter::once(planned(First)).chain(migrations.map(migration_of)).collect()
    }
}

async fn go(url: &str, direction: Direction, migrations: Option<u32>) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(url)?, Options::default()).await?;
    let all = Migrations::of(&All)?;
    let done = match direction {
        Direction::Up => session.up(&all, migrations).await,
        Direction::Down => session.down(&all, migrations).await,
    };
    session.close().await;
    done.map(|_| ())
}

/// 2,400 rows, which are three batches, and a trigger of the table's own that the one of the switch
/// has to come behind.
async fn prepare(url: &str, db: &DatabaseConnection) {
    go(url, Direction::Up, Some(1)).await.unwrap();
    run(
        db,
        &[
            "INSERT INTO t SELECT n, n * 2, CASE WHEN n % 3 <> 0 THEN n::text END, \
             CASE WHEN n % 5 <> 0 THEN timestamp '2026-01-01 10:00' + n * interval '1 minute' END \
             FROM generate_series(1, 2400) n",
            "CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN IF NEW.b = ''0'' THEN NEW.b := ''77''; END IF; RETURN NEW; END'",
            "CREATE TRIGGER own BEFORE INSERT OR UPDATE ON t FOR EACH ROW WHEN (pg_trigger_depth() < 1) \
             EXECUTE FUNCTION own()",
        ],
    )
    .await;
}

/// Rows come, change and go; the time zone of whoever writes is another one.
async fn others_write(db: &DatabaseConnection, at: i32) {
    let id = 10_000 + at;
    run(
        db,
        &[
            "SET timezone TO 'Asia/Tokyo'",
            &format!("INSERT INTO t (id, b, c) VALUES ({id}, '0', '2026-05-05 05:05')"),
            &format!("INSERT INTO t (id, a) VALUES ({}, 9)", id + 100),
            &format!("UPDATE t SET a = a + 1, b = '{at}' WHERE id = {}", 20 + at),
            &format!("UPDATE t SET b = NULL, c = NULL WHERE id = {}", 40 + at),
            &format!("DELETE FROM t WHERE id = {}", 60 + at),
        ],
    )
    .await;
}

/// Every row with its values in words that both types share.
async fn rows(db: &DatabaseConnection) -> Vec<String> {
    run(db, &["SET timezone TO 'UTC'"]).await;
    let sql = "SELECT concat_ws(' ', id, a, coalesce(b::text, '-'), coalesce(to_char(c, 'YYYY-MM-DD HH24:MI'), '-')) \
               FROM t ORDER BY id";
    let rows =
        db.query_all_raw(Statement::from_string(Backend::Postgres.into(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn is(db: &DatabaseConnection, expected: &Schema) {
    let found = live(db, &OWN).await.unwrap();
    let differences: Vec<String> = compare(Backend::Postgres, expected, &found)
        .into_iter()
        .chain(compare(Backend::Postgres, &found, expected))
        .map(|difference| difference.to_string())
        .collect();
    assert_eq!(differences, Vec::<String>::new());
    let left = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'zz%'";
    assert_eq!(number(db, left).await, 0);
}

async fn pool_of_one(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn what_others_write_between_the_migrations_is_right() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        // PL/pgSQL keeps the types of a row for a session, so whoever writes after another type is
        // a new one.
        let mut db = pool_of_one(&database).await;
        prepare(database.url(), &db).await;
        is(&db, &before()).await;
        for at in 1..=3 {
            others_write(&db, at).await;
            let expected = rows(&db).await;
            go(database.url(), Direction::Up, Some(1)).await.unwrap();
            db = pool_of_one(&database).await;
            assert_eq!(rows(&db).await, expected, "up to migration {at}");
        }
        is(&db, &after()).await;
        // What was written before, between and behind, each in its own way.
        let all = rows(&db).await;
        for row in [
            "10001 3 77 2026-05-05 05:05",
            "10002 3 77 2026-05-05 05:05",
            "10003 3 77 2026-05-05 05:05",
            "10102 9 - -",
            "21 43 1 2026-01-01 10:21",
            "22 45 2 2026-01-01 10:22",
            "23 47 3 2026-01-01 10:23",
            "43 86 - -",
        ] {
            assert!(all.iter().any(|found| found == row), "{row}: {all:#?}");
        }
        assert_eq!(all.len(), 2403);
        run(
            &db,
            &["INSERT INTO t (id, a) VALUES (20000, 5000000000)", "DELETE FROM t WHERE id = 20000"],
        )
        .await;

        for at in 4..=6 {
            let expected = rows(&db).await;
            go(database.url(), Direction::Down, Some(1)).await.unwrap();
            db = pool_of_one(&database).await;
            assert_eq!(rows(&db).await, expected, "down {at}");
            others_write(&db, at).await;
        }
        is(&db, &before()).await;
        let expected = rows(&db).await;
        go(database.url(), Direction::Up, None).await.unwrap();
        is(&db, &after()).await;
        assert_eq!(rows(&db).await, expected);
        // Down to the one in the middle and up again.
        go(database.url(), Direction::Down, Some(2)).await.unwrap();
        db = pool_of_one(&database).await;
        others_write(&db, 7).await;
        let expected = rows(&db).await;
        go(database.url(), Direction::Up, None).await.unwrap();
        assert_eq!(rows(&db).await, expected);
        is(&db, &after()).await;
    });
}

/// There the migrations share a transaction and take their plain forms.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_a_new_database_it_is_one_transaction() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        go(database.url(), Direction::Up, None).await.unwrap();
        let db = pool_of_one(&database).await;
        is(&db, &after()).await;
        assert_eq!(recorded(&db).await.len(), 4);
        go(database.url(), Direction::Down, None).await.unwrap();
        assert_eq!(recorded(&db).await.len(), 0);
    });
}

/// What the child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let (Ok(_), Ok(url)) = (std::env::var(CHILD), std::env::var(URL)) else { return };
    block_on(go(&url, Direction::Up, None)).unwrap();
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_run_that_was_killed_goes_on() {
    block_on(async {
        let stride = if std::env::var_os("TEST_LONG").is_some() { 1 } else { 5 };
        let mut after_things = 1;
        loop {
            let database = TestDatabase::create(Backend::Postgres).await;
            let db = pool_of_one(&database).await;
            prepare(database.url(), &db).await;
            let expected = rows(&db).await;
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "child"]).env(CHILD, "up").env(URL, database.url());
            child.env("MIGRATION_KIT_TEST_KILL_AFTER", after_things.to_string());
            let killed =
                !child.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success();
            let gone_on = go(database.url(), Direction::Up, None).await;
            gone_on.unwrap_or_else(|error| panic!("killed after {after_things}: {error}"));
            assert_eq!(rows(&db).await, expected, "killed after {after_things}");
            is(&db, &after()).await;
            assert_eq!(recorded(&db).await.len(), 4);
            if !killed {
                break;
            }
            after_things += stride;
        }
        assert!(after_things > 15, "only {after_things} places to be killed at");
    });
}

/// What a switch is there to avoid, and what is true of a column that goes or changes its name by
/// itself.
const WRONG: [&str; 6] = [
    "not-recorded",
    "down-not-inverse",
    "irreversible-down",
    "type-change-rewrites",
    "drop-column",
    "rename-column",
];

#[test]
fn the_review_lets_it_pass() {
    let migrations = MigratorTraitSelf::migrations(&All);
    let findings = block_on(lint::history(&migrations, &[Backend::Postgres], None)).unwrap();
    let is_wrong = |of: &&Finding| of.is_error() || WRONG.contains(&of.rule);
    let wrong: Vec<&Finding> = findings.iter().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What `--online` says of those two sides.
fn told(before: &Schema, after: &Schema, flags: &[&str]) -> Result<usize, String> {
    let mut resolutions =
        Resolutions { consent_to_all: true, online: true, ..Resolutions::default() };
    flags.iter().for_each(|flag| resolutions.add_flag(flag).unwrap());
    let side = Side { backend: Backend::Postgres, desired: after.clone(), current: before.clone() };
    let on = changes(vec![side], &[], &Hints::default(), &resolutions).unwrap();
    resolutions.refuse_unused(&on).map_err(|error| {
        assert_eq!(
            error.exit_code(),
            if error.to_string().contains("resolves nothing") { 2 } else { 3 }
        );
        error.to_string()
    })?;
    Ok(on[0].migrations().len())
}

#[test]
fn what_cannot_be_switched_is_refused_by_name() {
    let change = |edit: &dyn Fn(&mut Table)| {
        let (mut old, mut new) = (before(), after());
        for schema in [&mut old, &mut new] {
            edit(schema.tables.get_mut("t").unwrap());
        }
        told(&old, &new, &[]).unwrap_err()
    };
    let text = |text: &str| text.to_owned();
    let check = |said: String, expected: &str| {
        assert_eq!(said, format!("a new column cannot take the place of {expected}"));
    };
    check(change(&|t| t.primary_key.push(text("a"))), "t.a, which is part of the primary key");
    let unique = |name: &str| Unique {
        name: Some(name.to_owned()),
        columns: vec![text("b")],
        ..Unique::default()
    };
    let mut unequal = before();
    unequal.tables.get_mut("t").unwrap().uniques.push(unique("other"));
    check(
        told(&unequal, &after(), &[]).unwrap_err(),
        "t.b, which is part of the unique constraint other",
    );
    let long = "u".repeat(60);
    check(
        change(&|t| t.uniques.push(unique(&long))),
        &format!("t.b, which is part of the unique constraint {long}"),
    );
    check(
        change(&|t| {
            t.indexes.push(Index {
                name: text("i"),
                parts: vec![Part::column("b")],
                predicate: Some(expression("(b IS NOT NULL)")),
                ..Index::default()
            })
        }),
        "t.b, which is part of the index i",
    );
    check(
        change(&|t| {
            t.indexes.push(Index {
                name: text("i"),
                parts: vec![Key::Expression(expression("lower((b)::text)")).into()],
                ..Index::default()
            })
        }),
        "t.b, which is part of the index i",
    );
    let key = |columns: &str, parent_columns: &str| ForeignKey {
        name: Some(text("k")),
        columns: vec![text(columns)],
        parent: text("t"),
        parent_columns: vec![text(parent_columns)],
        ..ForeignKey::default()
    };
    check(
        change(&|t| t.foreign_keys.push(key("a", "id"))),
        "t.a, which is part of the foreign key k",
    );
    check(
        change(&|t| t.foreign_keys.push(key("id", "a"))),
        "t.a, to which the foreign key k of t leads",
    );
    check(
        change(&|t| {
            t.checks.push(Check {
                name: Some(text("q")),
                expression: expression("a > 0"),
                column: None,
            })
        }),
        "t.a, which is part of the check q",
    );
    check(
        change(&|t| {
            t.columns.push(Column {
                name: text("d"),
                generated: Some(schema::Generated {
                    expression: expression("a + 1"),
                    stored: true,
                }),
                ..Column::default()
            })
        }),
        "t.a, which is part of the generated column d",
    );
    check(
        change(&|t| t.columns.push(Column { name: text("a__new"), ..Column::default() })),
        "t.a, because t has a column a__new already",
    );
    check(
        change(&|t| t.columns[1].identity = Some(Identity::Always)),
        "t.a, which the database numbers",
    );
    let mut new = after();
    new.tables.get_mut("t").unwrap().columns[1].nullable = true;
    check(
        told(&before(), &new, &[]).unwrap_err(),
        "t.a, which takes NULL on one side only: change that in an earlier migration",
    );
    // `down` makes the index again before it rolls back the rename.
    let (mut old, mut new) = (before(), after());
    for (schema, name) in [(&mut old, "c"), (&mut new, "at")] {
        let table = schema.tables.get_mut("t").unwrap();
        table.columns[3] =
            Column { name: text(name), nullable: true, ty: text("date"), ..Column::default() };
        table.columns[2].ty = text("text");
        table.uniques.clear();
        table.indexes = vec![Index {
            name: text("i"),
            parts: vec![Part::column("a")],
            predicate: Some(expression(&format!("({name} IS NOT NULL)"))),
            ..Index::default()
        }];
    }
    check(told(&old, &new, &["--rename t.c:at"]).unwrap_err(), "t.a, which is part of the index i");
    let (mut old, mut new) = (before(), after());
    for table in [&mut old, &mut new].map(|schema| schema.tables.get_mut("t").unwrap()) {
        (table.uniques, table.indexes) = (Vec::new(), Vec::new());
    }
    new.tables.get_mut("t").unwrap().columns[1].name = text("amount");
    check(
        told(&old, &new, &["--rename t.a:amount"]).unwrap_err(),
        "t.amount, which is renamed too: do that in an earlier migration",
    );
}

#[test]
fn nothing_to_switch_is_an_unused_flag() {
    assert_eq!(told(&before(), &after(), &[]), Ok(3));
    let mut new = before();
    new.tables.get_mut("t").unwrap().columns[2].ty = "character varying(99)".to_owned();
    let said = told(&before(), &new, &[]).unwrap_err();
    let why = "no column gets a type for which PostgreSQL writes its table again";
    assert_eq!(said, format!("--online resolves nothing: {why}"));
    assert_eq!(told(&before(), &before(), &[]).unwrap_err(), said);
}
