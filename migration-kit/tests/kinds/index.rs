//! Indexes of every form.

use super::{ALL, Case, MYSQL, POSTGRES, SQLITE, T};

pub const CASES: &[Case] = &[
    Case {
        name: "create_index",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE INDEX i ON t (a DESC, id)",
        flags: &[],
    },
    Case {
        name: "drop_index",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE INDEX i ON t (a)",
        after: T,
        flags: &["--drop t.i"],
    },
    Case {
        name: "rename_index",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE INDEX i ON t (a)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE INDEX j ON t (a)",
        flags: &[],
    },
    Case {
        name: "create_unique_index",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t (a)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "create_index_with_a_collation_in_parentheses",
        on: &SQLITE,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t ((a COLLATE NOCASE))",
        flags: &["--accept t.i"],
    },
    Case {
        name: "unique_index_gets_a_collation",
        on: &SQLITE,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t (a)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE)",
        flags: &["--accept t.i"],
    },
    Case {
        name: "partial_and_expression_index",
        on: &SQLITE,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE INDEX i ON t (a) WHERE a <> 'it''s';\n\
            CREATE INDEX j ON t (lower(a))",
        flags: &[],
    },
    Case {
        name: "indexes_of_every_form",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, \"b c\" integer);\n\
            INSERT INTO t VALUES (1, 'x', 2)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, \"b c\" integer);\n\
            CREATE INDEX i1 ON t (lower(a) DESC NULLS LAST) WHERE \"b c\" > 0;\n\
            CREATE INDEX i2 ON t USING hash (a);\n\
            CREATE INDEX i3 ON t (a) INCLUDE (\"b c\");\n\
            CREATE INDEX i4 ON t (a text_pattern_ops, \"b c\" DESC);\n\
            CREATE INDEX i5 ON t (a COLLATE \"C\");\n\
            CREATE UNIQUE INDEX i6 ON t (\"b c\") WHERE a IS NOT NULL",
        flags: &["--accept t.b c"],
    },
    Case {
        name: "unique_index_of_a_beginning",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t (a)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            CREATE UNIQUE INDEX i ON t (a(3))",
        flags: &["--accept t.i"],
    },
    Case {
        name: "index_with_a_length_and_fulltext",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a longtext);\n\
            INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a longtext, INDEX i (a(20), id), FULLTEXT j (a))",
        flags: &[],
    },
    Case {
        name: "what_is_set_of_an_index",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer);\n\
            CREATE INDEX i ON t (a) WITH (fillfactor = 70);\n\
            CREATE INDEX j ON t (a, id)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer);\n\
            CREATE INDEX i ON t (a) WITH (deduplicate_items = off);\n\
            CREATE UNIQUE INDEX j ON t (a, id) NULLS NOT DISTINCT;\n\
            COMMENT ON INDEX i IS 'it''s by a';\n\
            COMMENT ON INDEX j IS 'new'",
        flags: &["--accept t.j"],
    },
];
