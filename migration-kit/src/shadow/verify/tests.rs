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
        verify(&on[0], &shadow, &[]).await
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
    for (columns, lost) in [
        (
            ", y integer UNIQUE ON CONFLICT IGNORE",
            "conflict clauses of table a: the migrations say y: ignore, what comes back nothing",
        ),
        (
            ", y integer REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED",
            "deferrable constraints of table a: the migrations say y: deferrable initially deferred, \
             what comes back nothing",
        ),
    ] {
        let of = |first: &str| table(&format!("{first}{columns}"), "");
        let error = verified(&of(one), &of(other)).unwrap_err().to_string();
        assert!(error.ends_with(lost), "{error}");
    }
}

/// What hangs on a column goes with it, and with consent.
#[test]
fn what_is_dropped_need_not_come_back_whole() {
    let first =
        "CREATE TABLE a (id integer PRIMARY KEY, x text, y integer UNIQUE ON CONFLICT IGNORE)";
    verified(first, "CREATE TABLE a (id integer PRIMARY KEY, x text)").unwrap();
}
