//! What becomes of values on the way up and down, on each backend.

#![cfg(test)]

use migration_kit::inside::diff::{Hints, Resolutions, Side, changes};
use migration_kit::inside::introspect::live;
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement,
};

struct Case {
    before: &'static str,
    after: &'static str,
    flags: &'static [&'static str],
    /// What happens to the rows in between.
    between: &'static str,
    /// A query with one text as its result.
    ask: &'static str,
    up: &'static str,
    down: &'static str,
}

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false));
    Database::connect(options).await.unwrap()
}

async fn execute(db: &DatabaseConnection, script: &str) {
    for sql in script.split(";\n").filter(|sql| !sql.is_empty()) {
        db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

async fn ask(db: &DatabaseConnection, sql: &str) -> String {
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

async fn check(database: TestDatabase, case: Case) {
    let db = connect(&database).await;
    let other = TestDatabase::create(db.get_database_backend().into()).await;
    let wanted = connect(&other).await;
    execute(&db, case.before).await;
    execute(&wanted, case.after).await;
    let side = Side {
        backend: db.get_database_backend().into(),
        desired: live(&wanted, &[]).await.unwrap(),
        current: live(&db, &[]).await.unwrap(),
    };
    let mut resolutions = Resolutions::default();
    for flag in case.flags {
        resolutions.add_flag(flag).unwrap();
    }
    let on = changes(vec![side], &[], &Hints::default(), &resolutions).unwrap();
    let manager = SchemaManager::new(&db);
    on[0].up().run(&manager).await.unwrap();
    assert_eq!(ask(&db, case.ask).await, case.up);
    execute(&db, case.between).await;
    on[0].down().run(&manager).await.unwrap();
    assert_eq!(ask(&db, case.ask).await, case.down);
}

fn text(db: Backend, column: &'static str) -> &'static str {
    match (db, column) {
        (Backend::MySql, "n") => "SELECT CAST(n AS CHAR) FROM t",
        (_, "n") => "SELECT CAST(n AS TEXT) FROM t",
        _ => "SELECT a FROM t",
    }
}

fn backend(database: &TestDatabase) -> Backend {
    migration_kit::Target::parse(database.url()).unwrap().backend()
}

async fn a_computed_column_made_plain_keeps_its_values(database: TestDatabase) {
    let case = Case {
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer GENERATED ALWAYS AS (id * 2) STORED);\n\
                 INSERT INTO t (id) VALUES (21)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer)",
        flags: &[],
        between: "",
        ask: text(backend(&database), "n"),
        up: "42",
        down: "42",
    };
    check(database, case).await;
}

async fn rows_that_came_without_a_value_do_not_stop_a_down(database: TestDatabase) {
    let case = Case {
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nINSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        flags: &[],
        between: "UPDATE t SET a = NULL",
        ask: text(backend(&database), "a"),
        up: "x",
        down: "",
    };
    check(database, case).await;
}

async fn a_fraction_that_becomes_a_whole_number_is_rounded(database: TestDatabase) {
    let case = Case {
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n double precision NOT NULL);\nINSERT INTO t VALUES (1, 1.9)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer NOT NULL)",
        flags: &["--accept t.n"],
        between: "",
        ask: text(backend(&database), "n"),
        up: "2",
        down: "2",
    };
    let sqlite = |sql: &'static str| match backend(&database) {
        Backend::Sqlite => {
            "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n double NOT NULL);\nINSERT INTO t VALUES (1, 1.9)"
        }
        _ => sql,
    };
    let case = Case {
        before: sqlite(case.before),
        down: if backend(&database) == Backend::Sqlite { "2.0" } else { "2" },
        ..case
    };
    check(database, case).await;
}

async fn a_value_of_many_lines_comes_back_as_a_default(database: TestDatabase) {
    let mysql = backend(&database) == Backend::MySql;
    let case = Case {
        before: match mysql {
            true => {
                "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'one\\ntwo\\\\');\nINSERT INTO t (id) VALUES (1)"
            }
            false => {
                "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'one\ntwo\\');\nINSERT INTO t (id) VALUES (1)"
            }
        },
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(40) NOT NULL)",
        flags: &[],
        between: "DELETE FROM t",
        ask: "SELECT COALESCE(MAX(a), 'none') FROM t",
        up: "one\ntwo\\",
        down: "none",
    };
    check(database, case).await;
}

on_each_backend!(
    a_computed_column_made_plain_keeps_its_values,
    rows_that_came_without_a_value_do_not_stop_a_down,
    a_fraction_that_becomes_a_whole_number_is_rounded,
    a_value_of_many_lines_comes_back_as_a_default,
);
