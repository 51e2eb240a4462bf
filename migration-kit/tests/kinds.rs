//! Every kind of change on every backend that has it: the SQL of its migration as a snapshot, and
//! the migration itself run both ways on a database with rows in it. A case is its name, what the
//! migrations have made, what the entities want, and the flags that a person would give.
//!
//! After a change of the SQL: `INSTA_UPDATE=always cargo xtask test -p migration-kit --test kinds`,
//! and look at what it did to `snapshots/`.

#![cfg(test)]

use migration_kit::codegen::modules;
use migration_kit::diff::{Hints, Resolutions, Side, changes, compare};
use migration_kit::introspect::live;
use migration_kit::migration::Plan;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection,
};

/// Name, before, after, flags.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const T: &str = "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)";
const ROW: &str = ";\nINSERT INTO t VALUES (1, 'x')";

/// What is said in the same words on all three.
const EVERYWHERE: &[Case] = &[
    ("create_table", "", T, &[]),
    ("drop_table", T, "", &["--drop t"]),
    (
        "rename_table",
        T,
        "CREATE TABLE u (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)",
        &["--rename-table t:u"],
    ),
    (
        "rename_column_require_it_and_index_it",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL); CREATE INDEX i ON t (label)",
        &["--rename t.a:label", "--backfill t.label='none'"],
    ),
    (
        "rename_table_and_change_much_of_it",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9), b integer, p_id integer)",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE u (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL, b integer UNIQUE, p_id integer, c integer NOT NULL, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nCREATE INDEX i ON u (label)",
        &[
            "--rename-table t:u",
            "--rename u.a:label",
            "--backfill u.label='none'",
            "--backfill u.c=3",
            "--accept u.b",
        ],
    ),
    (
        "rename_table_and_require_a_renamed_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        "CREATE TABLE u (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL)",
        &["--rename-table t:u", "--rename u.a:label", "--backfill u.label='none'"],
    ),
    (
        "add_column",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer)",
        &[],
    ),
    (
        "add_column_not_null_with_default",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer NOT NULL DEFAULT 5)",
        &[],
    ),
    (
        "add_column_not_null_with_backfill",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b varchar(9) NOT NULL)",
        &["--backfill t.b=upper(a)"],
    ),
    (
        "drop_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, b integer)",
        T,
        &["--drop t.b"],
    ),
    (
        "rename_column",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(9) NOT NULL)",
        &["--rename t.a:label"],
    ),
    (
        "modify_length",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(99) NOT NULL)",
        &[],
    ),
    (
        "modify_type",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a char(9) NOT NULL)",
        &["--accept t.a"],
    ),
    ("modify_to_null", T, "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))", &[]),
    (
        "modify_to_not_null",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        T,
        &["--backfill t.a='none'"],
    ),
    (
        "modify_default",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'it''s')",
        &[],
    ),
    (
        "rename_and_modify_column",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, label varchar(99))",
        &["--rename t.a:label"],
    ),
    (
        "create_index",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE INDEX i ON t (a DESC, id)",
        &[],
    ),
    (
        "drop_index",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE INDEX i ON t (a)",
        T,
        &["--drop t.i"],
    ),
    (
        "rename_index",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE INDEX i ON t (a)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE INDEX j ON t (a)",
        &[],
    ),
    (
        "replace_the_index_of_a_foreign_key",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, a integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nCREATE INDEX old ON t (p_id, a)",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, a integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nCREATE INDEX new ON t (p_id, id)",
        &["--drop t.old"],
    ),
    (
        "create_unique_index",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t (a)",
        &["--accept t.a"],
    ),
    (
        "add_unique",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL UNIQUE)",
        &["--accept t.a"],
    ),
    (
        "add_foreign_key",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer)",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE)",
        &[],
    ),
    (
        "change_foreign_key",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE SET NULL)",
        &[],
    ),
    (
        "drop_foreign_key",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer)",
        &["--drop t.fk", "--drop t.(p_id) to p"],
    ),
    (
        "add_check",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, CONSTRAINT positive CHECK (id > 0))",
        &[],
    ),
    (
        "drop_check",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, CONSTRAINT positive CHECK (id > 0))",
        T,
        &["--drop t.positive"],
    ),
    (
        "change_primary_key",
        "CREATE TABLE t (id integer NOT NULL, a varchar(9) NOT NULL, PRIMARY KEY (id))",
        "CREATE TABLE t (id integer NOT NULL, a varchar(9) NOT NULL, PRIMARY KEY (a, id))",
        &["--accept t"],
    ),
    (
        "add_generated_column",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, twice integer GENERATED ALWAYS AS (id * 2) STORED)",
        &[],
    ),
    (
        "change_generated_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer GENERATED ALWAYS AS (id * 2) STORED)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer GENERATED ALWAYS AS (id * 3) STORED)",
        &[],
    ),
    (
        "rename_table_and_column_of_a_parent",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1);\nINSERT INTO t VALUES (7, 1)",
        "CREATE TABLE q (no integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES q (no))",
        &["--rename-table p:q", "--rename q.id:no"],
    ),
    (
        "circle_of_tables",
        "",
        "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, b_id integer);\nCREATE TABLE b (id integer NOT NULL PRIMARY KEY, a_id integer, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id));\n!ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b (id)",
        &[],
    ),
    (
        "self_reference_and_composite_key_out_of_order",
        "",
        "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, up_a integer, up_b integer, PRIMARY KEY (b, a), CONSTRAINT up FOREIGN KEY (up_b, up_a) REFERENCES t (b, a))",
        &[],
    ),
    (
        "two_children_of_a_changed_key",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, code varchar(9) NOT NULL UNIQUE);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, code varchar(9), CONSTRAINT fk FOREIGN KEY (code) REFERENCES p (code));\nINSERT INTO p VALUES (1, 'x');\nINSERT INTO t VALUES (1, 'x')",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, code varchar(20) NOT NULL UNIQUE);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, code varchar(20), CONSTRAINT fk FOREIGN KEY (code) REFERENCES p (code))",
        &[],
    ),
];

/// What random pairs of schemas have found.
const FOUND: &[Case] = &[
    (
        "found_required_uuid_comes_back_to_rows",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, u ?uuid NOT NULL);\nINSERT INTO t VALUES (1, ?nil)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        &["--drop t.u"],
    ),
    (
        "found_required_number_with_a_check_comes_back_to_rows",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer NOT NULL, CONSTRAINT positive CHECK (n > 0));\nINSERT INTO t VALUES (1, 5)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        &["--drop t.n", "--drop t.positive"],
    ),
    (
        "found_created_child_of_a_parent_with_another_key",
        "CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, PRIMARY KEY (id, k));\nINSERT INTO p VALUES (1, 2)",
        "CREATE TABLE p (id integer NOT NULL, PRIMARY KEY (id));\nCREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        &["--accept p", "--drop p.k"],
    ),
    (
        "found_dropped_child_of_a_parent_with_another_key",
        "CREATE TABLE p (id integer NOT NULL, PRIMARY KEY (id));\nCREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1)",
        "CREATE TABLE p (id integer NOT NULL, k integer NOT NULL DEFAULT 0, PRIMARY KEY (id, k))",
        &["--accept p", "--drop c"],
    ),
    (
        "found_key_and_its_reference_change_their_type",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1, 1)",
        "CREATE TABLE p (id varchar(20) NOT NULL PRIMARY KEY);\nCREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id varchar(20), CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        &["--accept p.id", "--accept c.p_id"],
    ),
];

const ON_SQLITE: &[Case] = &[
    (
        "create_index_with_a_collation_in_parentheses",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t ((a COLLATE NOCASE))",
        &["--accept t.i"],
    ),
    (
        "unique_index_gets_a_collation",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t (a COLLATE NOCASE)",
        &["--accept t.i"],
    ),
    (
        "found_column_that_moves_from_a_table_which_comes_first",
        "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, mail varchar(9), CHECK (mail <> ''));\nCREATE TABLE z (id integer NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1, 'x');\nINSERT INTO z VALUES (1)",
        "CREATE TABLE a (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE z (id integer NOT NULL PRIMARY KEY, mail varchar(9) NOT NULL)",
        &["--drop a.mail", "--backfill z.mail=(SELECT mail FROM a WHERE a.id = z.id)"],
    ),
    (
        "found_check_with_a_quoted_name_over_a_reserved_word",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY);\nINSERT INTO t VALUES (1)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, \"select\" integer, CONSTRAINT \"a check\" CHECK (\"select\" > 0))",
        &[],
    ),
    (
        "add_enum_value",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'high')));\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'mid', 'high')))",
        &[],
    ),
    (
        "rename_enum_value",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('low', 'high')));\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum_text NOT NULL CHECK (mood IN ('down', 'high')))",
        &["--rename mood.low:down"],
    ),
    (
        "partial_and_expression_index",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nINSERT INTO t VALUES (1, 'x')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE INDEX i ON t (a) WHERE a <> 'it''s';\nCREATE INDEX j ON t (lower(a))",
        &[],
    ),
];

const ON_POSTGRES: &[Case] = &[
    (
        "create_table_with_long_names_and_checks",
        "",
        "CREATE TABLE a_table_with_a_name_of_some_forty_letters (id integer NOT NULL PRIMARY KEY, a_column_of_some_twenty integer CONSTRAINT positive_check CHECK (a_column_of_some_twenty > 0) CHECK (a_column_of_some_twenty < 9))",
        &[],
    ),
    (
        "create_table_with_checks_named_almost_as_by_the_server",
        "",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer CONSTRAINT t_positive_check CHECK (a > 0), b integer CHECK (b > 0) CHECK (b < 9), CONSTRAINT t_a_check CHECK (a < b), CHECK (a <> b))",
        &[],
    ),
    (
        "found_a_fill_that_spells_the_name_of_a_column_that_goes",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, b varchar(9) NOT NULL)",
        &["--drop t.a", "--backfill t.b='a\\b'"],
    ),
    (
        "key_by_a_new_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)",
        "CREATE TABLE t (id integer, a varchar(9) NOT NULL, uid uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY)",
        &["--accept t"],
    ),
    (
        "key_without_its_old_column",
        "CREATE TABLE t (id integer NOT NULL, k varchar(9) NOT NULL, a varchar(9), PRIMARY KEY (id, k));\nINSERT INTO t VALUES (1, 'x', 'y')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9))",
        &["--accept t", "--drop t.k"],
    ),
    (
        "key_without_its_numbered_column",
        "CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, uid uuid NOT NULL);\nINSERT INTO t (uid) VALUES ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002')",
        "CREATE TABLE t (uid uuid NOT NULL PRIMARY KEY)",
        &["--accept t", "--drop t.id"],
    ),
    (
        "key_without_its_strictly_numbered_column",
        "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, uid uuid NOT NULL);\nINSERT INTO t (uid) VALUES ('00000000-0000-0000-0000-000000000001')",
        "CREATE TABLE t (uid uuid NOT NULL PRIMARY KEY)",
        &["--accept t", "--drop t.id"],
    ),
    (
        "key_without_its_serial_column",
        "CREATE TABLE t (id serial PRIMARY KEY, uid uuid NOT NULL);\nINSERT INTO t (uid) VALUES ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002')",
        "CREATE TABLE t (uid uuid NOT NULL PRIMARY KEY)",
        &["--accept t", "--drop t.id"],
    ),
    (
        "key_by_a_new_numbered_column",
        "CREATE TABLE t (a varchar(9) NOT NULL PRIMARY KEY);\nINSERT INTO t VALUES ('x'), ('y')",
        "CREATE TABLE t (a varchar(9) NOT NULL, id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)",
        &["--accept t"],
    ),
    (
        "key_that_was_unique",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, uid varchar(9) NOT NULL, CONSTRAINT q UNIQUE (uid));\nCREATE TABLE c (t_uid varchar(9), CONSTRAINT fk FOREIGN KEY (t_uid) REFERENCES t (uid));\nINSERT INTO t VALUES (1, 'x');\nINSERT INTO c VALUES ('x')",
        "CREATE TABLE t (id integer NOT NULL, uid varchar(9) NOT NULL PRIMARY KEY);\nCREATE TABLE c (t_uid varchar(9), CONSTRAINT fk FOREIGN KEY (t_uid) REFERENCES t (uid))",
        &["--accept t", "--drop t.q", "--drop t.(uid)"],
    ),
    (
        "key_of_a_table_without_one",
        "CREATE TABLE t (id integer, a varchar(9) NOT NULL)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)",
        &["--accept t", "--backfill t.id=0"],
    ),
    (
        "key_that_is_referenced",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, region integer NOT NULL);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1, 2);\nINSERT INTO t VALUES (7, 1)",
        "CREATE TABLE p (id integer NOT NULL, region integer NOT NULL, CONSTRAINT p_id_key UNIQUE (id), PRIMARY KEY (region, id));\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        &["--accept p", "--accept p.id"],
    ),
    (
        "key_whose_reference_is_computed_anew",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, region integer NOT NULL);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer, p_id integer GENERATED ALWAYS AS (n) STORED, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1, 2);\nINSERT INTO t VALUES (7, 1)",
        "CREATE TABLE p (id integer NOT NULL, region integer NOT NULL, CONSTRAINT p_id_key UNIQUE (id), PRIMARY KEY (region, id));\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer, p_id integer GENERATED ALWAYS AS (n + 0) STORED, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        &["--accept p", "--accept p.id"],
    ),
    (
        "key_of_a_renamed_table",
        "CREATE TABLE t (id integer NOT NULL, k integer NOT NULL, a varchar(9), PRIMARY KEY (id, k));\nINSERT INTO t VALUES (1, 2, 'y')",
        "CREATE TABLE u (number integer NOT NULL, a varchar(9), b integer NOT NULL, PRIMARY KEY (b, number))",
        &[
            "--rename-table t:u",
            "--rename u.id:number",
            "--accept u",
            "--drop u.k",
            "--backfill u.b=3",
        ],
    ),
    (
        "found_enum_loses_a_value_that_a_dropped_table_has",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE old (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\nINSERT INTO old VALUES (1, 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        "CREATE TYPE mood AS ENUM ('low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        &["--drop old", "--accept t.mood"],
    ),
    (
        "found_cast_and_not_null_at_once",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9));\nINSERT INTO t VALUES (1, '5')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL)",
        &["--accept t.a"],
    ),
    (
        "found_truth_becomes_a_big_number",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a boolean NOT NULL DEFAULT true);\nINSERT INTO t VALUES (1, false)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 1)",
        &["--accept t.a"],
    ),
    (
        "found_replaced_enum_keeps_a_default_with_a_quote",
        "CREATE TYPE mood AS ENUM ('it''s', 'low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s');\nINSERT INTO t VALUES (1)",
        "CREATE TYPE mood AS ENUM ('it''s');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s')",
        &["--accept t.mood"],
    ),
    (
        "found_new_enum_value_with_a_quote_is_a_default",
        "CREATE TYPE mood AS ENUM ('low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low')",
        "CREATE TYPE mood AS ENUM ('low', 'it''s');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s')",
        &[],
    ),
    (
        "create_enum",
        "",
        "CREATE TYPE \"Mood\" AS ENUM ('low', 'it''s');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood \"Mood\" NOT NULL DEFAULT 'it''s')",
        &[],
    ),
    (
        "drop_enum",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, mood mood)",
        T,
        &["--drop t.mood"],
    ),
    (
        "rename_enum",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low');\nINSERT INTO t VALUES (1)",
        "CREATE TYPE feeling AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood feeling NOT NULL DEFAULT 'low')",
        &[],
    ),
    (
        "add_enum_value",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TYPE mood AS ENUM ('zero', 'low', 'mid', 'high', 'top');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        &[],
    ),
    (
        "add_enum_value_and_use_it",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low');\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TYPE mood AS ENUM ('low', 'high', 'mid');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'mid')",
        &[],
    ),
    (
        "rename_enum_value",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL);\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TYPE mood AS ENUM ('down', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL)",
        &["--rename mood.low:down"],
    ),
    (
        "remove_enum_value",
        "CREATE TYPE mood AS ENUM ('low', 'mid', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low', moods mood[]);\nINSERT INTO t VALUES (1, 'low', '{high}')",
        "CREATE TYPE mood AS ENUM ('low', 'high');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood NOT NULL DEFAULT 'low', moods mood[])",
        &["--accept t.mood", "--accept t.moods"],
    ),
    (
        "comments",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCOMMENT ON TABLE t IS 'it''s \\ a table';\nCOMMENT ON COLUMN t.a IS 'größe'",
        &[],
    ),
    (
        "indexes_of_every_form",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, \"b c\" integer);\nINSERT INTO t VALUES (1, 'x', 2)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, \"b c\" integer);\nCREATE INDEX i1 ON t (lower(a) DESC NULLS LAST) WHERE \"b c\" > 0;\nCREATE INDEX i2 ON t USING hash (a);\nCREATE INDEX i3 ON t (a) INCLUDE (\"b c\");\nCREATE INDEX i4 ON t (a text_pattern_ops, \"b c\" DESC);\nCREATE INDEX i5 ON t (a COLLATE \"C\");\nCREATE UNIQUE INDEX i6 ON t (\"b c\") WHERE a IS NOT NULL",
        &["--accept t.b c"],
    ),
    (
        "identity_and_serial",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY);\nINSERT INTO t VALUES (1);\nCREATE TABLE s (id serial PRIMARY KEY, a varchar(9))",
        "CREATE TABLE t (id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)",
        &["--drop s"],
    ),
    (
        "one_name_of_foreign_keys_in_two_tables",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE q (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));\nCREATE TABLE u (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE q (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));\nCREATE TABLE u (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED)",
        &[],
    ),
    (
        "a_type_in_another_schema",
        "CREATE SCHEMA other;\nCREATE TYPE other.mood AS ENUM ('ok');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        "CREATE SCHEMA other;\nCREATE TYPE other.mood AS ENUM ('ok');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, a other.mood)",
        &[],
    ),
    (
        "create_table_in_another_schema",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        "CREATE SCHEMA billing;\nCREATE TYPE billing.state AS ENUM ('open', 'paid');\nCREATE TYPE mood AS ENUM ('low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, invoice_id integer);\nCREATE TABLE billing.invoices (id serial PRIMARY KEY, t_id integer, state billing.state NOT NULL DEFAULT 'open', mood mood, number varchar(9) NOT NULL UNIQUE, total integer CHECK (total > 0), CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE);\nCREATE INDEX i ON billing.invoices (number DESC);\nCREATE INDEX j ON billing.invoices (lower(number));\nALTER TABLE t ADD CONSTRAINT back FOREIGN KEY (invoice_id) REFERENCES billing.invoices (id);\nCOMMENT ON TABLE billing.invoices IS 'what is owed';\nCOMMENT ON COLUMN billing.invoices.number IS 'as printed'",
        &[],
    ),
    (
        "change_table_in_another_schema",
        "CREATE SCHEMA \"Billing\";\nCREATE TYPE \"Billing\".state AS ENUM ('open', 'paid');\nCREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE \"Billing\".q (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE \"Billing\".t (id integer NOT NULL PRIMARY KEY, a varchar(9), b varchar(9), state \"Billing\".state NOT NULL, q_id integer, CONSTRAINT positive CHECK (id > 0), CONSTRAINT u UNIQUE (a, b), CONSTRAINT fk FOREIGN KEY (q_id) REFERENCES \"Billing\".q (id));\nCREATE INDEX i ON \"Billing\".t (a);\nCREATE INDEX j ON \"Billing\".t (b);\nINSERT INTO \"Billing\".t VALUES (1, 'x', 'y', 'open')",
        "CREATE SCHEMA \"Billing\";\nCREATE TYPE \"Billing\".state AS ENUM ('new', 'open');\nCREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE \"Billing\".q (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE \"Billing\".t (id bigint NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, state \"Billing\".state NOT NULL DEFAULT 'open', q_id integer, c integer NOT NULL, CONSTRAINT negative CHECK (c < 0), CONSTRAINT u UNIQUE (a, c), CONSTRAINT fk FOREIGN KEY (q_id) REFERENCES p (id));\nCREATE INDEX k ON \"Billing\".t (a);\nCOMMENT ON COLUMN \"Billing\".t.c IS 'new'",
        &[
            "--backfill Billing.t.a='none'",
            "--backfill Billing.t.c=-id",
            "--drop Billing.t.b",
            "--drop Billing.t.j",
            "--drop Billing.t.positive",
            "--accept Billing.t.state",
            "--accept Billing.t.u",
        ],
    ),
    (
        "rename_in_another_schema",
        "CREATE SCHEMA x;\nCREATE TYPE x.mood AS ENUM ('low');\nCREATE TABLE x.p (id integer NOT NULL PRIMARY KEY, mood x.mood DEFAULT 'low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES x.p (id));\nINSERT INTO x.p VALUES (1);\nINSERT INTO t VALUES (7, 1)",
        "CREATE SCHEMA x;\nCREATE TYPE x.feeling AS ENUM ('low');\nCREATE TABLE x.q (no integer NOT NULL PRIMARY KEY, mood x.feeling DEFAULT 'low');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES x.q (no))",
        &["--rename-table x.p:x.q", "--rename x.q.id:no"],
    ),
    (
        "drop_table_in_another_schema",
        "CREATE SCHEMA x;\nCREATE TYPE x.mood AS ENUM ('low');\nCREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        &["--drop x.t"],
    ),
    (
        "one_name_in_two_schemas",
        "CREATE SCHEMA x;\nCREATE TYPE mood AS ENUM ('a');\nCREATE TYPE x.mood AS ENUM ('b');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood);\nCREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood);\nCREATE INDEX i ON t (mood);\nCREATE INDEX i ON x.t (mood)",
        "CREATE SCHEMA x;\nCREATE TYPE mood AS ENUM ('a');\nCREATE TYPE x.mood AS ENUM ('b', 'c');\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood, n integer);\nCREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood, m integer);\nCREATE INDEX i ON t (mood, n);\nCREATE INDEX j ON x.t (mood)",
        &[],
    ),
    (
        "names_with_dots",
        "CREATE TABLE \"x.t\" (id integer NOT NULL PRIMARY KEY, \"a.b\" integer)",
        "CREATE SCHEMA x;\nCREATE TABLE x.t (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE \"x.t\" (id integer NOT NULL PRIMARY KEY, \"a.c\" integer)",
        &["--rename \"x.t\".\"a.b\":a.c"],
    ),
    (
        "names_of_63_bytes",
        "",
        "CREATE TABLE \"ä1234567890123456789012345678901234567890123456789012345678901\" (\"ö1234567890123456789012345678901234567890123456789012345678901\" integer NOT NULL PRIMARY KEY)",
        &[],
    ),
    (
        "collation",
        T,
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) COLLATE \"C\" NOT NULL)",
        &[],
    ),
    (
        "timestamp_to_date",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a date NOT NULL)",
        &["--accept t.a"],
    ),
    (
        "modify_type_online",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 3, b timestamp, c varchar(9));\nCOMMENT ON COLUMN t.a IS 'it''s \\ old';\nINSERT INTO t VALUES (1, 2, NULL, '7'), (2, 5, '2026-01-02', NULL)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 4, b timestamptz, c integer);\nCOMMENT ON COLUMN t.a IS 'new'",
        &["--accept t.c", "--accept t.b", "--online"],
    ),
    (
        "modify_type_online_with_indexes",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, b varchar(9), CONSTRAINT q UNIQUE (a));\nCREATE UNIQUE INDEX i ON t (b, a);\nCREATE INDEX j ON t (a DESC) INCLUDE (b) WHERE id > 0;\nINSERT INTO t VALUES (1, 2, 'x')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint, b varchar(9), CONSTRAINT q UNIQUE (a));\nCREATE UNIQUE INDEX i ON t (b, a);\nCREATE INDEX j ON t (a DESC) INCLUDE (b) WHERE id > 0",
        &["--online"],
    ),
    (
        "modify_type_online_in_another_schema",
        "CREATE SCHEMA \"X\";\nCREATE TABLE \"X\".\"T\" (id integer NOT NULL PRIMARY KEY, \"A b\" varchar(9) NOT NULL);\nINSERT INTO \"X\".\"T\" VALUES (1, 'x')",
        "CREATE SCHEMA \"X\";\nCREATE TABLE \"X\".\"T\" (id integer NOT NULL PRIMARY KEY, \"A b\" char(9) COLLATE \"C\" NOT NULL, c integer);\nCREATE INDEX i ON \"X\".\"T\" (c)",
        &["--accept X.T.A b", "--online"],
    ),
];

const ON_MYSQL: &[Case] = &[
    (
        "change_a_hidden_column_with_a_check",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 1 INVISIBLE COMMENT 'c' CHECK (a > 0));\nINSERT INTO t (id) VALUES (1)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a bigint NOT NULL DEFAULT 1 INVISIBLE COMMENT 'c' CHECK (a > 0))",
        &[],
    ),
    (
        "unique_index_of_a_beginning",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL);\nCREATE UNIQUE INDEX i ON t (a(3))",
        &["--accept t.i"],
    ),
    (
        "create_table_with_a_check_named_almost_as_by_the_server",
        "",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer, CONSTRAINT CONSTRAINT_positive CHECK (a > 0), CHECK (a < 9))",
        &[],
    ),
    (
        "hide_a_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x');\nINSERT INTO t (id) VALUES (1)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' INVISIBLE)",
        &[],
    ),
    (
        "change_a_hidden_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' INVISIBLE,\nat timestamp(6) NULL DEFAULT NULL ON UPDATE current_timestamp(6) INVISIBLE);\nINSERT INTO t (id) VALUES (1)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(99) NOT NULL DEFAULT 'x' INVISIBLE,\nat timestamp(6) NULL DEFAULT '2026-01-01 00:00:00' ON UPDATE current_timestamp(6) INVISIBLE)",
        &[],
    ),
    (
        "found_default_with_a_backslash",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'it''s \\\\ x');\nINSERT INTO t VALUES (1, 'x')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        &["--drop t.a"],
    ),
    (
        "found_numbered_key_gets_a_second_column",
        "CREATE TABLE t (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY);\nINSERT INTO t VALUES (1)",
        "CREATE TABLE t (id integer NOT NULL, k integer NOT NULL DEFAULT 0, PRIMARY KEY (k, id))",
        &["--accept t"],
    ),
    (
        "found_json_comes_back",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, j json NOT NULL);\nINSERT INTO t VALUES (1, '[]')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        &["--drop t.j"],
    ),
    (
        "add_enum_value",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','it''s') NOT NULL DEFAULT 'it''s');\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','it''s','a\\\\b') NOT NULL DEFAULT 'it''s')",
        &[],
    ),
    (
        "rename_enum_value",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('low','high') NOT NULL);\nINSERT INTO t VALUES (1, 'low')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood enum('down','high') NOT NULL)",
        &["--rename mood.low:down"],
    ),
    (
        "comments_and_on_update",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a timestamp(6) NULL ON UPDATE current_timestamp(6));\nINSERT INTO t VALUES (1, NULL)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY COMMENT 'it''s \\\\ it', a timestamp(6) NULL ON UPDATE current_timestamp(6) COMMENT 'größe') COMMENT 'a table'",
        &[],
    ),
    (
        "index_with_a_length_and_fulltext",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a longtext);\nINSERT INTO t VALUES (1, 'x')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a longtext, INDEX i (a(20), id), FULLTEXT j (a))",
        &[],
    ),
    (
        "check_of_a_column",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n integer CHECK (n > 0));\nINSERT INTO t VALUES (1, 1)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, n bigint CHECK (n > 0))",
        &[],
    ),
    (
        "index_that_a_foreign_key_needs",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, INDEX i (p_id), CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\nINSERT INTO p VALUES (1);\nINSERT INTO t VALUES (1, 1)",
        "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\nCREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        &["--drop t.i"],
    ),
    (
        "json_and_unsigned",
        "CREATE TABLE t (id integer unsigned NOT NULL PRIMARY KEY, a varchar(99));\nINSERT INTO t VALUES (1, '[]')",
        "CREATE TABLE t (id bigint unsigned NOT NULL PRIMARY KEY, a json)",
        &["--accept t.a"],
    ),
    (
        "auto_increment",
        T,
        "CREATE TABLE t (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, a varchar(9) NOT NULL)",
        &[],
    ),
];

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false));
    Database::connect(options).await.unwrap()
}

/// A statement that begins with `!` is for servers alone; `?uuid` and `?nil` are in the backend's
/// words.
async fn execute(db: &DatabaseConnection, script: &str) {
    for sql in script.split(";\n").filter(|sql| !sql.trim().is_empty()) {
        let server = Backend::from(db.get_database_backend()) != Backend::Sqlite;
        if server || !sql.starts_with('!') {
            let (uuid, nil) = match Backend::from(db.get_database_backend()) {
                Backend::Postgres => ("uuid", "'00000000-0000-0000-0000-000000000000'"),
                Backend::MySql => ("binary(16)", "repeat(char(0), 16)"),
                _ => ("uuid_text", "zeroblob(16)"),
            };
            let sql = sql.trim_start_matches('!').replace("?uuid", uuid).replace("?nil", nil);
            db.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
    }
}

async fn snapshot(backend: Backend, (name, before, after, flags): &Case) -> String {
    let (for_migrations, for_entities) =
        (TestDatabase::create(backend).await, TestDatabase::create(backend).await);
    let (db, wanted) = (connect(&for_migrations).await, connect(&for_entities).await);
    execute(&db, before).await;
    if *before == T {
        execute(&db, ROW).await;
    }
    execute(&wanted, after).await;
    let (there, entities) = (live(&db, &[]).await.unwrap(), live(&wanted, &[]).await.unwrap());
    let side = Side { backend, desired: entities.clone(), current: there.clone() };
    let hints = Hints::default();

    let mut text = String::new();
    let mut resolutions = Resolutions::default();
    if let Err(ambiguities) = changes(vec![side.clone()], &[], &hints, &resolutions) {
        for ambiguity in ambiguities {
            let flags: Vec<&str> =
                ambiguity.flags.iter().map(|choice| choice.flag.as_str()).collect();
            text.push_str(&format!("? {}: {}\n", ambiguity.text, flags.join(" | ")));
        }
    }
    for flag in *flags {
        resolutions.add_flag(flag).unwrap();
    }
    let on = changes(vec![side], &[], &hints, &resolutions)
        .unwrap_or_else(|open| panic!("{name}: {open:#?}"));
    let modules = modules(&on).unwrap();
    let lines = modules.iter().flat_map(|module| &module.changes).map(|line| format!("* {line}\n"));
    let lines: String = lines.collect();
    let part = |what: &str, plan: &Plan| {
        let lines = |sql: &String| format!("  {};\n", sql.replace(";\n", ";\n  "));
        format!("{what}:\n{}\n", plan.sql().iter().map(lines).collect::<String>())
    };
    for (at, (module, (up, down))) in modules.iter().zip(on[0].migrations()).enumerate() {
        text.push_str(&format!("{}\n{}", module.name, if at == 0 { "" } else { "\n" }));
        if at == 0 {
            text.push_str(&format!("{lines}\n"));
        }
        text.push_str(&(part("up", &up) + &part("down", &down)));
    }

    let manager = SchemaManager::new(&db);
    for (plan, expected, word) in [(on[0].up(), &on[0].after, "up"), (on[0].down(), &there, "down")]
    {
        plan.run(&manager).await.unwrap_or_else(|e| panic!("{name}, {word}: {e}\n{text}"));
        let found = live(&db, &[]).await.unwrap();
        let differences: Vec<String> = compare(backend, expected, &found)
            .into_iter()
            .chain(compare(backend, &found, expected))
            .map(|difference| difference.to_string())
            .collect();
        assert_eq!(differences, Vec::<String>::new(), "{name}, {word}\n{text}");
    }
    text.trim_end().to_owned()
}

fn check(backend: Backend, suffix: &str, cases: &[&[Case]]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases.iter().copied().flatten() {
            let text = block_on(snapshot(backend, case));
            insta::assert_snapshot!(format!("{}-{suffix}", case.0), text);
        }
    });
}

#[test]
fn on_sqlite() {
    check(Backend::Sqlite, "sqlite", &[EVERYWHERE, FOUND, ON_SQLITE]);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    check(Backend::Postgres, "postgres", &[EVERYWHERE, FOUND, ON_POSTGRES]);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    check(Backend::MySql, "mysql", &[EVERYWHERE, FOUND, ON_MYSQL]);
}
