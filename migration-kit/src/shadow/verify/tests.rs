//! What a generated migration would lose, which no reader of the catalog sees.

#![cfg(test)]

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::Target;
use crate::diff::{Hints, Resolutions, Side, changes};
use crate::shadow::Server;
use crate::testing::block_on;

/// The change from one schema to another, with the shadow databases of both.
async fn change(first: &str, second: &str, resolutions: &[&str]) -> (OnBackend, Shadow, Shadow) {
    let (shadow, wanted) = (Shadow::in_memory().await.unwrap(), Shadow::in_memory().await.unwrap());
    shadow.connection().execute_unprepared(first).await.unwrap();
    wanted.connection().execute_unprepared(second).await.unwrap();
    let on = between(&shadow, &wanted, resolutions).await;
    (on, wanted, shadow)
}

async fn between(shadow: &Shadow, wanted: &Shadow, flags: &[&str]) -> OnBackend {
    let [current, desired] = [
        live(shadow.connection(), &[]).await.unwrap(),
        live(wanted.connection(), &[]).await.unwrap(),
    ];
    let side = Side { backend: shadow.database(), desired, current };
    let mut resolutions = Resolutions { consent_to_all: true, ..Resolutions::default() };
    flags.iter().for_each(|flag| resolutions.add_flag(flag).unwrap());
    changes(vec![side], &[], &Hints::default(), &resolutions).unwrap().remove(0)
}

/// What the migration from a table to another one comes to on a shadow database.
fn verified(first: &str, second: &str) -> Result<Verified, Error> {
    block_on(async {
        let (on, wanted, shadow) = change(first, second, &[]).await;
        match verify(&on, (&wanted, &shadow), &[], Rows::Edges).await {
            Ok(verified) => Ok(verified),
            Err(Unverified::Refused(error)) => Err(error),
            Err(Unverified::InTheWay(why)) => panic!("{why}"),
        }
    })
}

#[test]
fn what_would_not_come_back_is_not_written() {
    let table = |columns: &str, rest: &str| {
        format!("CREATE TABLE a (id integer PRIMARY KEY, {columns}) {rest}")
    };
    let (one, other) = ("x text", "x text NOT NULL");
    for kept in ["", "STRICT"] {
        verified(&table(one, kept), &table(other, kept)).unwrap();
    }
    // SQLite reads it there, and does nothing about it.
    let (columns, plain) =
        (", y integer, CHECK (y > 0) ON CONFLICT IGNORE", ", y integer, CHECK (y > 0)");
    let lost =
        "conflict clauses of table a: the migrations say check y: ignore, what comes back nothing";
    let first = table(&format!("{one}{columns}"), "");
    let error = verified(&first, &table(&format!("{other}{plain}"), "")).unwrap_err();
    assert!(error.to_string().ends_with(lost), "{error}");
    // The entities say it, too.
    let error = verified(&first, &table(&format!("{other}{columns}"), "")).unwrap_err();
    let missing = lost.replace("the migrations", "the entities");
    let missing = missing.replace("what comes back", "the migration");
    assert!(error.to_string().ends_with(&missing), "{error}");
}

/// What somebody has written by hand, and no entity can say, is in the table that is made anew.
#[test]
fn words_that_no_entity_says_are_kept() {
    for (columns, plain, kept) in [
        ("x text UNIQUE ON CONFLICT IGNORE", "x text UNIQUE", "UNIQUE (\"x\") ON CONFLICT IGNORE"),
        ("x text NOT NULL ON CONFLICT FAIL", "x text NOT NULL", "NOT NULL ON CONFLICT FAIL"),
        ("x text, UNIQUE (x DESC)", "x text, UNIQUE (x)", "UNIQUE (\"x\" DESC)"),
        (
            "x text REFERENCES b DEFERRABLE INITIALLY DEFERRED",
            "x text REFERENCES b",
            "DEFERRABLE INITIALLY DEFERRED",
        ),
    ] {
        let table = |z: &str, columns: &str| {
            format!("CREATE TABLE b (id text PRIMARY KEY); CREATE TABLE a (z {z}, {columns})")
        };
        let done = verified(&table("text", columns), &table("text NOT NULL", plain)).unwrap();
        assert!(done.up.concat()[0].contains(kept), "{done:?}");
        assert!(done.down.concat()[0].contains(kept), "{done:?}");
    }
}

/// What only the entities say, and no reader of the catalog sees.
#[test]
fn what_would_not_be_made_is_not_written() {
    let first = "CREATE TABLE b (id integer PRIMARY KEY)";
    let second =
        "CREATE TABLE b (id integer PRIMARY KEY); CREATE TABLE a (id integer PRIMARY KEY) STRICT";
    let error = verified(first, second).unwrap_err().to_string();
    let missing = "the entities say STRICT, the migration nothing";
    assert!(error.ends_with(missing), "{error}");
    // What somebody has made by hand before is left alone where nothing touches it.
    let by_hand = "CREATE TABLE a (id integer PRIMARY KEY, x text UNIQUE ON CONFLICT REPLACE, \
                   y text)";
    let index = "CREATE TABLE a (id integer PRIMARY KEY, x text UNIQUE, y text); \
                 CREATE INDEX i ON a (y)";
    let done = verified(by_hand, index).unwrap();
    assert!(done.up.is_empty(), "{done:?}");
}

/// What hangs on a column goes with it, and with consent.
#[test]
fn what_is_dropped_need_not_come_back_whole() {
    let first =
        "CREATE TABLE a (id integer PRIMARY KEY, x text, y integer UNIQUE ON CONFLICT IGNORE)";
    verified(first, "CREATE TABLE a (id integer PRIMARY KEY, x text)").unwrap();
}

const ONE: &str = "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text)";
const OTHER: &str =
    "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text, y integer)";

/// What is told of a table when this happens to its made-up rows behind `up`.
fn told_behind(sql: &str) -> [String; 2] {
    block_on(async {
        let (on, wanted, shadow) = change(ONE, OTHER, &[]).await;
        let told = shadow.definitions(&[]).await.unwrap();
        let made_up = MadeUp::put(&on, &shadow, &told, Rows::Edges).await.unwrap().unwrap();
        for (_, plan) in on.up().one_by_one() {
            plan.run(&SchemaManager::new(shadow.connection())).await.unwrap();
        }
        shadow.connection().execute_unprepared(sql).await.unwrap();
        let told = |result: Result<(), Unverified>| match result {
            Ok(()) => String::new(),
            Err(Unverified::Refused(error)) => error.to_string(),
            Err(Unverified::InTheWay(why)) => why,
        };
        let kept = made_up.expect_changed(&shadow).await;
        [told(kept), told(usable::expect(&made_up, (&wanted, &shadow)).await)]
    })
}

#[test]
fn rows_and_values_that_do_not_survive_are_told() {
    assert_eq!(told_behind("SELECT 1"), ["", ""]);
    assert_eq!(
        told_behind("DELETE FROM a WHERE id = 1")[0],
        "the migration on SQLite makes 2 of 3 rows of a when it is applied, which the change does \
         not say"
    );
    assert_eq!(
        told_behind("UPDATE a SET x = 'other' WHERE id = 1")[0],
        "the migration on SQLite changes values of a.x when it is applied, which the change does \
         not say"
    );
    // A text is no number, though it reads like one.
    assert_ne!(told_behind("UPDATE a SET x = CAST(x AS blob) WHERE id = 1")[0], "");
}

#[test]
fn a_table_that_takes_no_rows_any_more_is_told() {
    for event in ["INSERT", "UPDATE", "DELETE"] {
        let trigger = format!(
            "CREATE TRIGGER t AFTER {event} ON a BEGIN INSERT INTO nowhere VALUES (1); END"
        );
        let told = &told_behind(&trigger)[1];
        let expected = format!("a takes no rows as before: {event}: no such table: main.nowhere");
        assert!(told.contains(&expected), "{told}");
    }
    // A row that a trigger refuses is nobody's fault.
    let raised = "CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ABORT, 'no'); END";
    assert_eq!(told_behind(raised)[1], "");
}

#[test]
fn what_was_broken_before_is_no_fault_of_the_change() {
    let broken = "CREATE TRIGGER u AFTER DELETE ON a BEGIN INSERT INTO nowhere VALUES (1); END";
    let index = format!("{ONE}; CREATE INDEX i ON a (x)");
    with_rows(&format!("{ONE}; {broken}"), &index, &[]).unwrap();
}

/// What comes of a change with rows in its way.
fn with_rows(first: &str, second: &str, flags: &[&str]) -> Result<Verified, Unverified> {
    block_on(async {
        let (on, wanted, shadow) = change(first, second, flags).await;
        match verify(&on, (&wanted, &shadow), &[], Rows::Edges).await {
            Err(Unverified::InTheWay(_)) => {}
            other => return other,
        }
        let (on, wanted, shadow) = change(first, second, flags).await;
        verify(&on, (&wanted, &shadow), &[], Rows::Usual).await
    })
}

#[test]
fn rows_in_the_way_are_no_fault_of_the_change() {
    let checked = "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text \
                   CHECK (x = 'z'))";
    match with_rows(ONE, checked, &[]) {
        Err(Unverified::InTheWay(why)) => assert!(why.contains("CHECK constraint failed"), "{why}"),
        other => panic!("{other:?}"),
    }
    // What people consent to is that their rows are so.
    let closed = "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text NOT NULL)";
    with_rows(ONE, closed, &[]).unwrap();
    let number = "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x integer)";
    with_rows(ONE, number, &[]).unwrap();
}

#[test]
fn a_backfill_that_rows_refuse_is_refused() {
    let checked = "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text, \
                   y enum_text NOT NULL CHECK (y IN ('draft', 'open')))";
    let case =
        |word: &str| format!("--backfill a.y=CASE WHEN x IS NULL THEN 'open' ELSE '{word}' END");
    with_rows(ONE, checked, &[&case("draft")]).unwrap();
    match with_rows(ONE, checked, &[&case("drft")]) {
        Err(Unverified::Refused(error)) => assert_eq!(
            error.to_string(),
            "cannot fill a.y by `CASE WHEN x IS NULL THEN 'open' ELSE 'drft' END` on SQLite: the \
             rows of table a do not fit its new definition: CHECK constraint failed: y (code 275)"
        ),
        other => panic!("{other:?}"),
    }
}

/// A made-up row may lack what an expression reads.
#[test]
fn a_backfill_is_blamed_for_nothing_else() {
    let closed =
        "CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, x text, y text NOT NULL)";
    let of_json = ["--backfill a.y=json_extract(json_object('k', x), '$.k')"];
    match with_rows(ONE, closed, &of_json) {
        Err(Unverified::InTheWay(why)) => assert!(why.contains("NOT NULL"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_of_an_enum_gets_another_name() {
    let table = |word: &str| {
        format!(
            "CREATE TABLE a (id integer PRIMARY KEY, x enum_text CHECK (x IN ('{word}', 'open')))"
        )
    };
    with_rows(&table("draft"), &table("new"), &["--rename x.draft:new"]).unwrap();
}

/// A rebuild for a key that skips what breaks it keeps every row, or stops.
#[test]
fn a_conflict_clause_skips_no_row_of_a_rebuild() {
    let table = |null: &str| {
        format!(
            "CREATE TABLE a (id integer PRIMARY KEY, x text {null}, y text, \
             UNIQUE (x) ON CONFLICT IGNORE)"
        )
    };
    let flags = ["--backfill a.x='none'"];
    with_rows(&table(""), &table("NOT NULL"), &flags).unwrap();
    let told = block_on(async {
        let (on, _, shadow) = change(&table(""), &table("NOT NULL"), &flags).await;
        let rows = "INSERT INTO a VALUES (1, NULL, 'a'), (2, NULL, 'b')";
        shadow.connection().execute_unprepared(rows).await.unwrap();
        on.up().run(&SchemaManager::new(shadow.connection())).await.unwrap_err().to_string()
    });
    assert!(told.contains("UNIQUE constraint failed"), "{told}");
}

/// A sequence that counts from the start again is told; the rows have got its numbers.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_number_that_is_taken_is_told() {
    let told = block_on(async {
        let url = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL is not set");
        let server = Server::of(Target::parse(&url).unwrap());
        let shadow = Shadow::on(&server).await.unwrap();
        let wanted = Shadow::on(&server).await.unwrap();
        let run = async |shadow: &Shadow, sql: &str| {
            shadow.connection().execute_unprepared(sql).await.unwrap();
        };
        run(&shadow, "CREATE TABLE a (id serial PRIMARY KEY, x text)").await;
        run(&wanted, "CREATE TABLE a (id serial PRIMARY KEY, x text, y integer)").await;
        let on = between(&shadow, &wanted, &[]).await;
        let told = shadow.definitions(&[]).await.unwrap();
        let made_up = MadeUp::put(&on, &shadow, &told, Rows::Edges).await.unwrap().unwrap();
        run(&shadow, "ALTER TABLE a ADD COLUMN y integer").await;
        let mut results = Vec::new();
        for sql in ["SELECT 1", "ALTER SEQUENCE a_id_seq RESTART"] {
            run(&shadow, sql).await;
            results.push(usable::expect(&made_up, (&wanted, &shadow)).await);
        }
        shadow.discard().await;
        wanted.discard().await;
        results
    });
    match told.as_slice() {
        [Ok(()), Err(Unverified::Refused(error))] => {
            let message = error.to_string();
            assert!(message.ends_with("the next number of a.id is taken"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}
