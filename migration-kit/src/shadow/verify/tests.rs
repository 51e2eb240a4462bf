//! What a generated migration would lose, which no reader of the catalog sees.

#![cfg(test)]

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::Backend;
use crate::diff::{Hints, Resolutions, Side, changes};
use crate::testing::block_on;

/// What the migration from a table to another one comes to on a shadow database.
fn verified(first: &str, second: &str) -> Result<Verified, Error> {
    block_on(async {
        let (shadow, wanted) =
            (Shadow::in_memory().await.unwrap(), Shadow::in_memory().await.unwrap());
        shadow.connection().execute_unprepared(first).await.unwrap();
        wanted.connection().execute_unprepared(second).await.unwrap();
        let [current, desired] = [
            live(shadow.connection(), &[]).await.unwrap(),
            live(wanted.connection(), &[]).await.unwrap(),
        ];
        let side = Side { backend: Backend::Sqlite, desired, current };
        let resolutions = Resolutions { consent_to_all: true, ..Resolutions::default() };
        let on = changes(vec![side], &[], &Hints::default(), &resolutions).unwrap();
        verify(&on[0], (&wanted, &shadow), &[]).await
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
