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
    for (columns, plain, lost) in [
        (
            ", y integer UNIQUE ON CONFLICT IGNORE",
            ", y integer UNIQUE",
            "conflict clauses of table a: the migrations say y: ignore, what comes back nothing",
        ),
        (
            ", y integer REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED",
            ", y integer REFERENCES a (id)",
            "deferrable constraints of table a: the migrations say y: deferrable initially deferred, \
             what comes back nothing",
        ),
    ] {
        let first = table(&format!("{one}{columns}"), "");
        let error = verified(&first, &table(&format!("{other}{plain}"), "")).unwrap_err();
        assert!(error.to_string().ends_with(lost), "{error}");
        // The entities say it, too.
        let error = verified(&first, &table(&format!("{other}{columns}"), "")).unwrap_err();
        let missing = lost.replace("the migrations", "the entities");
        let missing = missing.replace("what comes back", "the migration");
        assert!(error.to_string().ends_with(&missing), "{error}");
    }
}

/// What only the entities say, and no reader of the catalog sees.
#[test]
fn what_would_not_be_made_is_not_written() {
    let first = "CREATE TABLE a (id integer PRIMARY KEY)";
    let second = "CREATE TABLE a (id integer PRIMARY KEY, x text UNIQUE ON CONFLICT REPLACE)";
    let error = verified(first, second).unwrap_err().to_string();
    let missing = "the entities say x: replace, the migration nothing";
    assert!(error.ends_with(missing), "{error}");
    // What somebody has made by hand before is left alone where nothing touches it.
    let by_hand = "CREATE TABLE a (id integer PRIMARY KEY, x text UNIQUE ON CONFLICT REPLACE, \
                   y text)";
    let index = "CREATE TABLE a (id integer PRIMARY KEY, x text UNIQUE, y text); \
                 CREATE INDEX i ON a (y)";
    verified(by_hand, index).unwrap();
}

/// What hangs on a column goes with it, and with consent.
#[test]
fn what_is_dropped_need_not_come_back_whole() {
    let first =
        "CREATE TABLE a (id integer PRIMARY KEY, x text, y integer UNIQUE ON CONFLICT IGNORE)";
    verified(first, "CREATE TABLE a (id integer PRIMARY KEY, x text)").unwrap();
}
