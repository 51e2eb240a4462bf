//! Rows that go with others, and migrations that do nothing at all.

use sea_orm_migration::prelude::*;

use crate::case::{Case, Must, code, outside, with};

pub const CASES: &[Case] = &[
    Case {
        name: "cascade",
        sqlite: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer REFERENCES h_worker ON DELETE CASCADE)",
                "INSERT INTO h_worker VALUES (1), (2)",
                "INSERT INTO h_task VALUES (10, 1), (20, 2)",
            ],
            &["DELETE FROM h_worker WHERE id = 1"],
        ),
        postgres: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer REFERENCES h_worker ON DELETE CASCADE)",
                "INSERT INTO h_worker VALUES (1), (2)",
                "INSERT INTO h_task VALUES (10, 1), (20, 2)",
            ],
            &["DELETE FROM h_worker WHERE id = 1"],
        ),
        mysql: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer, FOREIGN KEY (worker) REFERENCES h_worker (id) ON DELETE CASCADE)",
                "INSERT INTO h_worker VALUES (1), (2)",
                "INSERT INTO h_task VALUES (10, 1), (20, 2)",
            ],
            &["DELETE FROM h_worker WHERE id = 1"],
        ),
        must: Must::Succeed,
        then: Some(("SELECT CAST(id AS char(2)) FROM h_task", "20")),
        ..Case::NEW
    },
    Case {
        name: "set_null",
        sqlite: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer REFERENCES h_worker ON DELETE SET NULL ON UPDATE CASCADE)",
                "INSERT INTO h_worker VALUES (1), (2)",
                "INSERT INTO h_task VALUES (10, 1), (20, 2)",
            ],
            &["DELETE FROM h_worker WHERE id = 1", "UPDATE h_worker SET id = 3 WHERE id = 2"],
        ),
        must: Must::Succeed,
        then: Some((
            "SELECT group_concat(id || ':' || coalesce(worker, '-')) FROM h_task",
            "10:-,20:3",
        )),
        ..Case::NEW
    },
    Case {
        name: "violation",
        sqlite: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer REFERENCES h_worker)",
            ],
            &["INSERT INTO h_task VALUES (10, 1)"],
        ),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        // Rows without a parent are not to be slipped in.
        name: "violation_with_foreign_keys_off",
        sqlite: with(
            &[
                "CREATE TABLE h_worker (id integer PRIMARY KEY)",
                "CREATE TABLE h_task (id integer PRIMARY KEY, worker integer REFERENCES h_worker)",
            ],
            &["PRAGMA foreign_keys = OFF", "INSERT INTO h_task VALUES (10, 1)"],
        ),
        only: outside,
        ..Case::NEW
    },
    Case {
        name: "answers_an_error",
        sqlite: code(|_| Box::pin(refuse())),
        postgres: code(|_| Box::pin(refuse())),
        mysql: code(|_| Box::pin(refuse())),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "panics",
        sqlite: code(|_| Box::pin(async { panic!("on purpose") })),
        postgres: code(|_| Box::pin(async { panic!("on purpose") })),
        mysql: code(|_| Box::pin(async { panic!("on purpose") })),
        must: Must::Fail,
        ..Case::NEW
    },
];

async fn refuse() -> Result<(), DbErr> {
    Err(DbErr::Custom("there is no way back".to_owned()))
}
