//! Renames, alone and together with other changes.

use super::{ALL, Case, POSTGRES, T};

pub const CASES: &[Case] = &[
    Case {
        name: "rename_table",
        on: &ALL,
        before: T,
        after: "CREATE TABLE u (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)",
        flags: &["--rename-table t:u"],
    },
    Case {
        name: "rename_column_require_it_and_index_it",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL); CREATE INDEX i ON t (label)",
        flags: &["--rename t.a:label", "--backfill t.label='none'"],
    },
    Case {
        name: "rename_table_and_change_much_of_it",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9), b integer, p_id integer)",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE u (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL, b integer UNIQUE, p_id integer, c integer NOT NULL, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            CREATE INDEX i ON u (label)",
        flags: &[
            "--rename-table t:u",
            "--rename u.a:label",
            "--backfill u.label='none'",
            "--backfill u.c=3",
            "--accept u.b",
        ],
    },
    Case {
        name: "rename_table_and_require_a_renamed_column",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        after: "CREATE TABLE u (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL)",
        flags: &["--rename-table t:u", "--rename u.a:label", "--backfill u.label='none'"],
    },
    Case {
        name: "rename_column",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL)",
        flags: &["--rename t.a:label"],
    },
    Case {
        name: "rename_and_modify_column",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(99))",
        flags: &["--rename t.a:label"],
    },
    Case {
        name: "rename_in_another_schema",
        on: &POSTGRES,
        before: "CREATE SCHEMA x;\n\
            CREATE TYPE x.mood AS ENUM ('low');\n\
            CREATE TABLE x.p (id integer NOT NULL PRIMARY KEY, mood x.mood DEFAULT 'low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES x.p (id));\n\
            INSERT INTO x.p VALUES (1);\n\
            INSERT INTO t VALUES (7, 1)",
        after: "CREATE SCHEMA x;\n\
            CREATE TYPE x.feeling AS ENUM ('low');\n\
            CREATE TABLE x.q (no integer NOT NULL PRIMARY KEY, mood x.feeling DEFAULT 'low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES x.q (no))",
        flags: &["--rename-table x.p:x.q", "--rename x.q.id:no"],
    },
];
