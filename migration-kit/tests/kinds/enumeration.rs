//! Enum types and their values.

use super::{Case, MYSQL, POSTGRES, SQLITE, T};

pub const CASES: &[Case] = &[
    Case {
        name: "add_enum_value",
        on: &SQLITE,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'high')));\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'mid', 'high')))",
        flags: &[],
    },
    Case {
        name: "rename_enum_value",
        on: &SQLITE,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'high')));\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('down', 'high')))",
        flags: &["--rename mood.low:down"],
    },
    Case {
        name: "found_enum_loses_a_value_that_a_dropped_table_has",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE old (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\n\
            INSERT INTO old VALUES (1, 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        after: "CREATE TYPE mood AS ENUM ('low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        flags: &["--drop old", "--accept t.mood"],
    },
    Case {
        name: "found_replaced_enum_keeps_a_default_with_a_quote",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('it''s', 'low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s');\n\
            INSERT INTO t VALUES (1)",
        after: "CREATE TYPE mood AS ENUM ('it''s');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s')",
        flags: &["--accept t.mood"],
    },
    Case {
        name: "found_new_enum_value_with_a_quote_is_a_default",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low')",
        after: "CREATE TYPE mood AS ENUM ('low', 'it''s');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s')",
        flags: &[],
    },
    Case {
        name: "create_enum",
        on: &POSTGRES,
        before: "",
        after: "CREATE TYPE \"Mood\" AS ENUM ('low', 'it''s');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood \"Mood\" NOT NULL DEFAULT 'it''s')",
        flags: &[],
    },
    Case {
        name: "drop_enum",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, mood mood)",
        after: T,
        flags: &["--drop t.mood"],
    },
    Case {
        name: "rename_enum",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low');\n\
            INSERT INTO t VALUES (1)",
        after: "CREATE TYPE feeling AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood feeling NOT NULL DEFAULT 'low')",
        flags: &[],
    },
    Case {
        name: "add_enum_value",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TYPE mood AS ENUM ('zero', 'low', 'mid', 'high', 'top');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        flags: &[],
    },
    Case {
        name: "add_enum_value_and_use_it",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low');\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TYPE mood AS ENUM ('low', 'high', 'mid');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'mid')",
        flags: &[],
    },
    Case {
        name: "rename_enum_value",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TYPE mood AS ENUM ('down', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        flags: &["--rename mood.low:down"],
    },
    Case {
        name: "remove_enum_value",
        on: &POSTGRES,
        before: "CREATE TYPE mood AS ENUM ('low', 'mid', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low', moods mood[]);\n\
            INSERT INTO t VALUES (1, 'low', '{high}')",
        after: "CREATE TYPE mood AS ENUM ('low', 'high');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low', moods mood[])",
        flags: &["--accept t.mood", "--accept t.moods"],
    },
    Case {
        name: "add_enum_value",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','it''s') NOT NULL DEFAULT 'it''s');\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','it''s','a\\\\b') NOT NULL DEFAULT 'it''s')",
        flags: &[],
    },
    Case {
        name: "rename_enum_value",
        on: &MYSQL,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','high') NOT NULL);\n\
            INSERT INTO t VALUES (1, 'low')",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('down','high') NOT NULL)",
        flags: &["--rename mood.low:down"],
    },
];
