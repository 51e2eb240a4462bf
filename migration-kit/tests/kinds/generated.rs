//! Columns that the database computes.

use super::{ALL, Case, T};

pub const CASES: &[Case] = &[
    Case {
        name: "add_generated_column",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, twice integer GENERATED ALWAYS AS (id * 2) STORED)",
        flags: &[],
    },
    Case {
        name: "change_generated_column",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer GENERATED ALWAYS AS (id * 2) STORED)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer GENERATED ALWAYS AS (id * 3) STORED)",
        flags: &[],
    },
];
