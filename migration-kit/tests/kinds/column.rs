//! Columns: added, dropped, and with another type, default or comment.

use super::{ALL, Case, MYSQL, POSTGRES, SQLITE, T};

pub const CASES: &[Case] = &[
    Case {
        name: "add_column",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer)",
        flags: &[],
    },
    Case {
        name: "add_column_not_null_with_default",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer NOT NULL DEFAULT 5)",
        flags: &[],
    },
    Case {
        name: "add_column_not_null_with_backfill",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b varchar(9) NOT NULL)",
        flags: &["--backfill t.b=upper(a)"],
    },
    Case {
        name: "drop_column",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer)",
        after: T,
        flags: &["--drop t.b"],
    },
    Case {
        name: "modify_length",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(99) NOT NULL)",
        flags: &[],
    },
    Case {
        name: "modify_type",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a char(9) NOT NULL)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "modify_to_null",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        flags: &[],
    },
    Case {
        name: "modify_to_not_null",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        after: T,
        flags: &["--backfill t.a='none'"],
    },
    Case {
        name: "modify_default",
        on: &ALL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'it''s')",
        flags: &[],
    },
    Case {
        name: "found_required_uuid_comes_back_to_rows",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, u ?uuid NOT NULL);\n\
            INSERT INTO t VALUES (1, ?nil)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        flags: &["--drop t.u"],
    },
    Case {
        name: "found_required_number_with_a_check_comes_back_to_rows",
        on: &ALL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer NOT NULL, CONSTRAINT positive CHECK (n > 0));\n\
            INSERT INTO t VALUES (1, 5)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        flags: &["--drop t.n", "--drop t.positive"],
    },
    Case {
        name: "found_column_that_moves_from_a_table_which_comes_first",
        on: &SQLITE,
        before: "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, mail varchar(9), CHECK (mail <> ''));\n\
            CREATE TABLE z (id integer NOT NULL PRIMARY KEY);\n\
            INSERT INTO a VALUES (1, 'x');\n\
            INSERT INTO z VALUES (1)",
        after: "CREATE TABLE a (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE z (id integer NOT NULL PRIMARY KEY, mail varchar(9) NOT NULL)",
        flags: &["--drop a.mail", "--backfill z.mail=(SELECT mail FROM a WHERE a.id = z.id)"],
    },
    Case {
        name: "found_a_fill_that_spells_the_name_of_a_column_that_goes",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, b varchar(9) NOT NULL)",
        flags: &["--drop t.a", "--backfill t.b='a\\b'"],
    },
    Case {
        name: "found_cast_and_not_null_at_once",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9));\n\
            INSERT INTO t VALUES (1, '5')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "found_truth_becomes_a_big_number",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a boolean NOT NULL DEFAULT true);\n\
            INSERT INTO t VALUES (1, false)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 1)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "comments",
        on: &POSTGRES,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\n\
            COMMENT ON TABLE t IS 'it''s \\ a table';\n\
            COMMENT ON COLUMN t.a IS 'größe'",
        flags: &[],
    },
    Case {
        name: "identity_and_serial",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY);\n\
            INSERT INTO t VALUES (1);\n\
            CREATE TABLE s (id serial PRIMARY KEY, a varchar(9))",
        after: "CREATE TABLE t (id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)",
        flags: &["--drop s"],
    },
    Case {
        name: "a_serial_becomes_an_identity",
        on: &POSTGRES,
        before: "CREATE TABLE t (id serial PRIMARY KEY, a varchar(9));\n\
            INSERT INTO t (a) VALUES ('x'), ('y')",
        after: "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a varchar(9))",
        flags: &[],
    },
    Case {
        name: "a_serial_gets_a_wider_type",
        on: &POSTGRES,
        before: "CREATE TABLE t (id serial PRIMARY KEY, a varchar(9));\n\
            INSERT INTO t (a) VALUES ('x'), ('y')",
        after: "CREATE TABLE t (id bigserial PRIMARY KEY, a varchar(9))",
        flags: &[],
    },
    Case {
        name: "a_serial_stops",
        on: &POSTGRES,
        before: "CREATE TABLE t (id serial PRIMARY KEY, a varchar(9));\n\
            INSERT INTO t (a) VALUES ('x'), ('y')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        flags: &[],
    },
    Case {
        name: "another_kind_of_identity",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a varchar(9));\n\
            INSERT INTO t (a) VALUES ('x'), ('y')",
        after: "CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a varchar(9))",
        flags: &[],
    },
    Case {
        name: "a_type_in_another_schema",
        on: &POSTGRES,
        before: "CREATE SCHEMA other;\n\
            CREATE TYPE other.mood AS ENUM ('ok');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        after: "CREATE SCHEMA other;\n\
            CREATE TYPE other.mood AS ENUM ('ok');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a other.mood)",
        flags: &[],
    },
    Case {
        name: "collation",
        on: &POSTGRES,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) COLLATE \"C\" NOT NULL)",
        flags: &[],
    },
    Case {
        name: "timestamp_to_date",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a date NOT NULL)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "modify_type_online",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 3, b timestamp, c varchar(9));\n\
            COMMENT ON COLUMN t.a IS 'it''s \\ old';\n\
            INSERT INTO t VALUES (1, 2, NULL, '7'), (2, 5, '2026-01-02', NULL)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 4, b timestamptz, c integer);\n\
            COMMENT ON COLUMN t.a IS 'new'",
        flags: &["--accept t.c", "--accept t.b", "--online"],
    },
    Case {
        name: "modify_type_online_with_indexes",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, b varchar(9), CONSTRAINT q UNIQUE (a));\n\
            CREATE UNIQUE INDEX i ON t (b, a);\n\
            CREATE INDEX j ON t (a DESC) INCLUDE (b) WHERE id > 0;\n\
            INSERT INTO t VALUES (1, 2, 'x')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint, b varchar(9), CONSTRAINT q UNIQUE (a));\n\
            CREATE UNIQUE INDEX i ON t (b, a);\n\
            CREATE INDEX j ON t (a DESC) INCLUDE (b) WHERE id > 0",
        flags: &["--online"],
    },
    Case {
        name: "modify_type_online_in_another_schema",
        on: &POSTGRES,
        before: "CREATE SCHEMA \"X\";\n\
            CREATE TABLE \"X\".\"T\" (id integer NOT NULL PRIMARY KEY, \"A b\" varchar(9) NOT NULL);\n\
            INSERT INTO \"X\".\"T\" VALUES (1, 'x')",
        after: "CREATE SCHEMA \"X\";\n\
            CREATE TABLE \"X\".\"T\" (id integer NOT NULL PRIMARY KEY, \"A b\" char(9) COLLATE \"C\" NOT NULL, c integer);\n\
            CREATE INDEX i ON \"X\".\"T\" (c)",
        flags: &["--accept X.T.A b", "--online"],
    },
    Case {
        name: "change_a_hidden_column_with_a_check",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 1 INVISIBLE COMMENT 'c' CHECK (a > 0));\n\
            INSERT INTO t (id) VALUES (1)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 1 INVISIBLE COMMENT 'c' CHECK (a > 0))",
        flags: &[],
    },
    Case {
        name: "hide_a_column",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x');\n\
            INSERT INTO t (id) VALUES (1)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' INVISIBLE)",
        flags: &[],
    },
    Case {
        name: "change_a_hidden_column",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' INVISIBLE,\nat timestamp(6) NULL DEFAULT NULL ON UPDATE current_timestamp(6) INVISIBLE);\n\
            INSERT INTO t (id) VALUES (1)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(99) NOT NULL DEFAULT 'x' INVISIBLE,\nat timestamp(6) NULL DEFAULT '2026-01-01 00:00:00' ON UPDATE current_timestamp(6) INVISIBLE)",
        flags: &[],
    },
    Case {
        name: "found_default_with_a_backslash",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'it''s \\\\ x');\n\
            INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        flags: &["--drop t.a"],
    },
    Case {
        name: "found_json_comes_back",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, j json NOT NULL);\n\
            INSERT INTO t VALUES (1, '[]')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        flags: &["--drop t.j"],
    },
    Case {
        name: "comments_and_on_update",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a timestamp(6) NULL ON UPDATE current_timestamp(6));\n\
            INSERT INTO t VALUES (1, NULL)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY COMMENT 'it''s \\\\ it', a timestamp(6) NULL ON UPDATE current_timestamp(6) COMMENT 'größe') COMMENT 'a table'",
        flags: &[],
    },
    Case {
        name: "json_and_unsigned",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer unsigned NOT NULL PRIMARY KEY, a varchar(99));\n\
            INSERT INTO t VALUES (1, '[]')",
        after: "CREATE TABLE t (id bigint unsigned NOT NULL PRIMARY KEY, a json)",
        flags: &["--accept t.a"],
    },
    Case {
        name: "auto_increment",
        on: &MYSQL,
        before: T,
        after: "CREATE TABLE t (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, a varchar(9) NOT NULL)",
        flags: &[],
    },
];
