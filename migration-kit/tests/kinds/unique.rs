//! Unique constraints.

use super::{ALL, Case, POSTGRES, T};

pub const CASES: &[Case] = &[
    Case {
        name: "add_unique",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL UNIQUE)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "unique_that_says_more",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, b integer, CONSTRAINT u UNIQUE (a), CONSTRAINT v UNIQUE NULLS NOT DISTINCT (b));\n\
            INSERT INTO t VALUES (1, NULL, NULL)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, b integer, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor = 70), \
            CONSTRAINT v UNIQUE (b) DEFERRABLE INITIALLY DEFERRED);\n\
            COMMENT ON CONSTRAINT v ON t IS 'one b'",
        flags: &["--accept t"],
    },
];
