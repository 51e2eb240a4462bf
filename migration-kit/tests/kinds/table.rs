//! Tables: made, dropped, and in other schemas.

use super::{ALL, Case, POSTGRES, T};

pub const CASES: &[Case] = &[
    Case { name: "create_table", on: &ALL, before: "", after: T, flags: &[] },
    Case { name: "drop_table", on: &ALL, before: T, after: "", flags: &["--drop t"] },
    Case {
        name: "circle_of_tables",
        on: &ALL,
        before: "",
        after: "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, b_id integer);\n\
            CREATE TABLE b (id integer NOT NULL PRIMARY KEY, a_id integer, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id));\n\
            !ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b (id)",
        flags: &[],
    },
    Case {
        name: "create_table_in_another_schema",
        on: &POSTGRES,
        before: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        after: "CREATE SCHEMA billing;\n\
            CREATE TYPE billing.state AS ENUM ('open', 'paid');\n\
            CREATE TYPE mood AS ENUM ('low');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, invoice_id integer);\n\
            CREATE TABLE billing.invoices (id serial PRIMARY KEY, t_id integer, state billing.state NOT NULL DEFAULT 'open', mood mood, number varchar(9) NOT NULL UNIQUE, total integer CHECK (total > 0), CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE);\n\
            CREATE INDEX i ON billing.invoices (number DESC);\n\
            CREATE INDEX j ON billing.invoices (lower(number));\n\
            ALTER TABLE t ADD CONSTRAINT back FOREIGN KEY (invoice_id) REFERENCES billing.invoices (id);\n\
            COMMENT ON TABLE billing.invoices IS 'what is owed';\n\
            COMMENT ON COLUMN billing.invoices.number IS 'as printed'",
        flags: &[],
    },
    Case {
        name: "change_table_in_another_schema",
        on: &POSTGRES,
        before: "CREATE SCHEMA \"Billing\";\n\
            CREATE TYPE \"Billing\".state AS ENUM ('open', 'paid');\n\
            CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE \"Billing\".q (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE \"Billing\".t (id integer NOT NULL PRIMARY KEY, a varchar(9), b varchar(9), state \"Billing\".state NOT NULL, q_id integer, CONSTRAINT positive CHECK (id > 0), CONSTRAINT u UNIQUE (a, b), CONSTRAINT fk FOREIGN KEY (q_id) REFERENCES \"Billing\".q (id));\n\
            CREATE INDEX i ON \"Billing\".t (a);\n\
            CREATE INDEX j ON \"Billing\".t (b);\n\
            INSERT INTO \"Billing\".t VALUES (1, 'x', 'y', 'open')",
        after: "CREATE SCHEMA \"Billing\";\n\
            CREATE TYPE \"Billing\".state AS ENUM ('new', 'open');\n\
            CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE \"Billing\".q (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE \"Billing\".t (id bigint NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, state \"Billing\".state NOT NULL DEFAULT 'open', q_id integer, c integer NOT NULL, CONSTRAINT negative CHECK (c < 0), CONSTRAINT u UNIQUE (a, c), CONSTRAINT fk FOREIGN KEY (q_id) REFERENCES p (id));\n\
            CREATE INDEX k ON \"Billing\".t (a);\n\
            COMMENT ON COLUMN \"Billing\".t.c IS 'new'",
        flags: &[
            "--backfill Billing.t.a='none'",
            "--backfill Billing.t.c=-id",
            "--drop Billing.t.b",
            "--drop Billing.t.j",
            "--drop Billing.t.positive",
            "--accept Billing.t.state",
            "--accept Billing.t.u",
        ],
    },
    Case {
        name: "drop_table_in_another_schema",
        on: &POSTGRES,
        before: "CREATE SCHEMA x;\n\
            CREATE TYPE x.mood AS ENUM ('low');\n\
            CREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood)",
        after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY)",
        flags: &["--drop x.t"],
    },
    Case {
        name: "one_name_in_two_schemas",
        on: &POSTGRES,
        before: "CREATE SCHEMA x;\n\
            CREATE TYPE mood AS ENUM ('a');\n\
            CREATE TYPE x.mood AS ENUM ('b');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood);\n\
            CREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood);\n\
            CREATE INDEX i ON t (mood);\n\
            CREATE INDEX i ON x.t (mood)",
        after: "CREATE SCHEMA x;\n\
            CREATE TYPE mood AS ENUM ('a');\n\
            CREATE TYPE x.mood AS ENUM ('b', 'c');\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, mood mood, n integer);\n\
            CREATE TABLE x.t (id integer NOT NULL PRIMARY KEY, mood x.mood, m integer);\n\
            CREATE INDEX i ON t (mood, n);\n\
            CREATE INDEX j ON x.t (mood)",
        flags: &[],
    },
    Case {
        name: "names_with_dots",
        on: &POSTGRES,
        before: "CREATE TABLE \"x.t\" (id integer NOT NULL PRIMARY KEY, \"a.b\" integer)",
        after: "CREATE SCHEMA x;\n\
            CREATE TABLE x.t (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE \"x.t\" (id integer NOT NULL PRIMARY KEY, \"a.c\" integer)",
        flags: &["--rename \"x.t\".\"a.b\":a.c"],
    },
    Case {
        name: "names_of_63_bytes",
        on: &POSTGRES,
        before: "",
        after: "CREATE TABLE \"ä1234567890123456789012345678901234567890123456789012345678901\" (\"ö1234567890123456789012345678901234567890123456789012345678901\" integer NOT NULL PRIMARY KEY)",
        flags: &[],
    },
];
