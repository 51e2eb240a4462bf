//! Checks, with the names that they have.

use super::{ALL, Case, MYSQL, POSTGRES, SQLITE, T};

pub const CASES: &[Case] = &[
    Case {
        name: "add_check",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, CONSTRAINT positive CHECK (id > 0))",
        flags: &[],
    },
    Case {
        name: "drop_check",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, CONSTRAINT positive CHECK (id > 0))",
        after: T,
        flags: &["--drop t.positive"],
    },
    Case {
        name: "found_check_with_a_quoted_name_over_a_reserved_word",
        on: &SQLITE,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY);\n\
            INSERT INTO t VALUES (1)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, \"select\" integer, CONSTRAINT \"a check\" CHECK (\"select\" > 0))",
        flags: &[],
    },
    Case {
        name: "create_table_with_long_names_and_checks",
        on: &POSTGRES,
        before: "",
        after: "CREATE TABLE a_table_with_a_name_of_some_forty_letters (id integer NOT NULL PRIMARY KEY, a_column_of_some_twenty integer CONSTRAINT positive_check CHECK (a_column_of_some_twenty > 0) CHECK (a_column_of_some_twenty < 9))",
        flags: &[],
    },
    Case {
        name: "create_table_with_checks_named_almost_as_by_the_server",
        on: &POSTGRES,
        before: "",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer CONSTRAINT t_positive_check CHECK (a > 0), b integer CHECK (b > 0) CHECK (b < 9), CONSTRAINT t_a_check CHECK (a < b), CHECK (a <> b))",
        flags: &[],
    },
    Case {
        name: "create_table_with_a_check_named_almost_as_by_the_server",
        on: &MYSQL,
        before: "",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, CONSTRAINT CONSTRAINT_positive CHECK (a > 0), CHECK (a < 9))",
        flags: &[],
    },
    Case {
        name: "check_of_a_column",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer CHECK (n > 0));\n\
            INSERT INTO t VALUES (1, 1)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n bigint CHECK (n > 0))",
        flags: &[],
    },
];
