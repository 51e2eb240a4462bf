//! No value of a row or of a statement reaches an error, the migration history, `status` or the
//! page.

#![cfg(test)]

mod common;

use common::{List, Migration, texts};
use migration_kit::apply::{self, up};
use migration_kit::on_each_backend;
use migration_kit::page::{self, PageOptions};
use migration_kit::testing::{Backend, TestDatabase};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseConnection};

/// Everything that the history holds, and what is made of it.
async fn told(db: &DatabaseConnection, list: List) -> String {
    let sql =
        "SELECT CONCAT(COALESCE(statements, ''), COALESCE(error, '')) FROM seaql_migrations_ledger";
    let mut told = match Backend::from(db.get_database_backend()) {
        Backend::Sqlite => texts(
            db,
            "SELECT COALESCE(statements, '') || COALESCE(error, '') FROM seaql_migrations_ledger",
        )
        .await,
        _ => texts(db, sql).await,
    };
    told.push(format!("{:?}", apply::status(db, list.clone()).await.unwrap()));
    told.push(page::render(db, list, PageOptions::default()).await.unwrap().html);
    told.join("\n")
}

/// Statements that the server refuses with a value in its message. Each outside a transaction, so
/// that it is recorded.
async fn an_error_tells_no_value(database: TestDatabase) {
    let db = database.connect().await;
    let backend = Backend::from(db.get_database_backend());
    db.execute_unprepared(
        "CREATE TABLE a (id int PRIMARY KEY, b varchar(40), CONSTRAINT u UNIQUE (b))",
    )
    .await
    .unwrap();
    db.execute_unprepared("INSERT INTO a VALUES (1, 'it''s s3cret')").await.unwrap();
    let refused: &[(&str, &str)] = match backend {
        Backend::Postgres => &[
            ("INSERT INTO a VALUES (2, 'it''s s3cret')", "unique constraint \"u\""),
            (
                "INSERT INTO a VALUES ('it''s s3cret \"', 'x')",
                "invalid input syntax for type integer",
            ),
            ("SELECT 'it''s s3cret'::date", "invalid input syntax for type date"),
            ("SELECT 99999999999::int; SELECT 's3cret'", "integer out of range"),
            ("INSERT INTO a VALUES (3, 'x') 's3cret'", "at character 31"),
            ("SELECT 's3cret", "unterminated quoted string"),
            ("DO $$ BEGIN RAISE 'the user \"%\" is wrong', 's3cret'; END $$", "is wrong"),
            ("SELECT '{\"a\": s3cret}'::json", "invalid input syntax for type json"),
            ("ALTER TABLE a ADD CHECK (b = 'none')", "is violated by some row"),
        ],
        Backend::MySql => &[
            ("INSERT INTO a VALUES (2, 'it''s s3cret')", "for key 'u'"),
            ("INSERT INTO a VALUES ('it''s s3cret', 'x')", "Incorrect integer value"),
            ("UPDATE a SET id = b + 1", "Truncated incorrect DOUBLE value"),
            ("INSERT INTO a VALUES (3, 'x') 'it''s s3cret'", "syntax"),
            (
                "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the user ''it''s s3cret'' is wrong'",
                "is wrong",
            ),
            ("ALTER TABLE a MODIFY b int", "b"),
        ],
        _ => &[
            ("INSERT INTO a VALUES (2, 'it''s s3cret')", "UNIQUE constraint failed: a.b"),
            ("INSERT INTO a VALUES (3, 'x') 's3cret'", "syntax error"),
            ("SELECT 's3cret", "unrecognized token"),
        ],
    };
    for (at, (sql, known)) in refused.iter().enumerate() {
        let list =
            List(vec![Migration::sql(&format!("m{at}"), sql, "SELECT 1").transaction(false)]);
        let error = up(&db, list.clone()).await.unwrap_err();
        let shown = format!("{error}\n{:?}", error.hint());
        assert!(shown.contains(known), "{sql}: {shown}");
        assert!(!shown.contains("s3cret"), "{sql}: {shown}");
        if at == 0 && backend != Backend::Sqlite {
            assert!(
                error.in_full().is_some_and(|full| full.contains("it's s3cret")),
                "for a terminal: {error:?}"
            );
        }
        let told = told(&db, list.clone()).await;
        assert!(!told.contains("s3cret"), "{sql}: {told}");
        // The next run tells the story again.
        let again = up(&db, list).await.unwrap_err();
        assert!(!format!("{again}\n{:?}", again.hint()).contains("s3cret"), "{again:?}");
        db.execute_unprepared("DELETE FROM seaql_migrations_ledger").await.unwrap();
    }
}

/// What depends on an object is told wherever the error is: it is no value.
async fn a_detail_about_objects_is_told(database: TestDatabase) {
    let db = database.connect().await;
    if Backend::from(db.get_database_backend()) != Backend::Postgres {
        return;
    }
    db.execute_unprepared("CREATE TABLE a (id int); CREATE VIEW counts AS SELECT id FROM a")
        .await
        .unwrap();
    let error = up(&db, List(vec![Migration::sql("m1", "DROP TABLE a", "SELECT 1")]))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("view counts depends on table a"), "{error}");
}

/// Statements that the server takes, with a literal in them.
async fn what_ran_is_recorded_without_literals(database: TestDatabase) {
    let db = database.connect().await;
    let statements: &[&'static str] = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => &[
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $x$ SELECT 's3cret' $x$",
            "CREATE TABLE c AS SELECT 's3cret'::text AS k, 4111111111111111 AS n",
            "CREATE VIEW v AS SELECT 1 AS x WHERE 's3cret' <> '' OR 4111111111111111 > 1",
            "CREATE TABLE d (a text DEFAULT 's3cret')",
            "DO $$ BEGIN PERFORM 's3cret'; END $$",
            "SET app.key = 's3cret'",
            "SELECT set_config('app.key', 's3cret', false)",
            "INSERT INTO d VALUES ('s3cret')",
        ],
        Backend::MySql => &[
            "CREATE FUNCTION f() RETURNS varchar(20) DETERMINISTIC RETURN 's3cret'",
            "CREATE TABLE c AS SELECT 's3cret' AS k, 4111111111111111 AS n",
            "CREATE VIEW v AS SELECT 's3cret' AS x",
            "CREATE TABLE d (a varchar(20) DEFAULT 's3cret')",
            "INSERT INTO d VALUES (\"s3cret\")",
            "SET @key = 's3cret'",
        ],
        _ => &[
            "CREATE TABLE c AS SELECT 's3cret' AS k, 4111111111111111 AS n",
            "CREATE VIEW v AS SELECT 's3cret' AS x",
            "CREATE TABLE d (a text DEFAULT 's3cret')",
            "INSERT INTO d VALUES (\"s3cret\")",
            "CREATE TRIGGER t AFTER INSERT ON d BEGIN DELETE FROM d WHERE a = 's3cret'; END",
        ],
    };
    let migration = |(at, sql): (usize, &&'static str)| {
        Migration::sql(&format!("m{at}"), sql, "SELECT 1").transaction(false)
    };
    let list = List(statements.iter().enumerate().map(migration).collect());
    up(&db, list.clone()).await.unwrap();
    let told = told(&db, list).await;
    for value in ["s3cret", "4111111111111111"] {
        let at = told.find(value).map(|at| &told[at.saturating_sub(200)..at + 40]);
        assert_eq!(at, None);
    }
}

on_each_backend!(
    an_error_tells_no_value,
    a_detail_about_objects_is_told,
    what_ran_is_recorded_without_literals
);
