//! Foreign keys, with what they need and what refers to them.

use super::{ALL, Case, MYSQL, POSTGRES};

pub const CASES: &[Case] = &[
    Case {
        name: "replace_the_index_of_a_foreign_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, a integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            CREATE INDEX old ON t (p_id, a)",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, a integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            CREATE INDEX new ON t (p_id, id)",
        flags: &["--drop t.old"],
    },
    Case {
        name: "add_foreign_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer)",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE)",
        flags: &[],
    },
    Case {
        name: "change_foreign_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE SET NULL)",
        flags: &[],
    },
    Case {
        name: "drop_foreign_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL, p_id integer)",
        flags: &["--drop t.fk"],
    },
    Case {
        name: "rename_table_and_column_of_a_parent",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            INSERT INTO p VALUES (1);\n\
            INSERT INTO t VALUES (7, 1)",
        after: "CREATE TABLE q (no integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES q (no))",
        flags: &["--rename-table p:q", "--rename q.id:no"],
    },
    Case {
        name: "self_reference_and_composite_key_out_of_order",
        on: &ALL,
        before: "",
        after: "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, up_a integer, up_b integer, PRIMARY KEY (b, a), CONSTRAINT up FOREIGN KEY (up_b, up_a) REFERENCES t (b, a))",
        flags: &[],
    },
    Case {
        name: "two_children_of_a_changed_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, code varchar(9) NOT NULL UNIQUE);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, code varchar(9), CONSTRAINT fk FOREIGN KEY (code) REFERENCES p (code));\n\
            INSERT INTO p VALUES (1, 'x');\n\
            INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, code varchar(20) NOT NULL UNIQUE);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, code varchar(20), CONSTRAINT fk FOREIGN KEY (code) REFERENCES p (code))",
        flags: &[],
    },
    Case {
        name: "found_created_child_of_a_parent_with_another_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, PRIMARY KEY (id, k));\n\
            INSERT INTO p VALUES (1, 2)",
        after: "CREATE TABLE p (id integer NOT NULL, PRIMARY KEY (id));\n\
            CREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        flags: &["--accept p", "--drop p.k"],
    },
    Case {
        name: "found_dropped_child_of_a_parent_with_another_key",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL, PRIMARY KEY (id));\n\
            CREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            INSERT INTO p VALUES (1)",
        after: "CREATE TABLE p (id integer NOT NULL, k integer NOT NULL DEFAULT 0, PRIMARY KEY (id, k))",
        flags: &["--accept p", "--drop c"],
    },
    Case {
        name: "found_key_and_its_reference_change_their_type",
        on: &ALL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            INSERT INTO p VALUES (1);\n\
            INSERT INTO c VALUES (1, 1)",
        after: "CREATE TABLE p (id varchar(20) NOT NULL PRIMARY KEY);\n\
            CREATE TABLE c (id integer NOT NULL PRIMARY KEY, p_id varchar(20), CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        flags: &["--accept p.id", "--accept c.p_id"],
    },
    Case {
        name: "one_name_of_foreign_keys_in_two_tables",
        on: &POSTGRES,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE q (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));\n\
            CREATE TABLE u (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE q (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));\n\
            CREATE TABLE u (a integer, CONSTRAINT fk FOREIGN KEY (a) REFERENCES q (id) DEFERRABLE INITIALLY DEFERRED)",
        flags: &[],
    },
    Case {
        name: "index_that_a_foreign_key_needs",
        on: &MYSQL,
        before: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, INDEX i (p_id), CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n\
            INSERT INTO p VALUES (1);\n\
            INSERT INTO t VALUES (1, 1)",
        after: "CREATE TABLE p (id integer NOT NULL PRIMARY KEY);\n\
            CREATE TABLE t (id integer NOT NULL PRIMARY KEY, p_id integer, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))",
        flags: &["--drop t.i"],
    },
    Case {
        name: "foreign_keys_that_say_more",
        on: &POSTGRES,
        before: "CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));\n\
            CREATE TABLE t (a integer, b integer, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b), CONSTRAINT k CHECK (a > 0));\n\
            ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (a, b) REFERENCES p (a, b) NOT VALID;\n\
            ALTER TABLE t ADD CONSTRAINT l CHECK (b > 0) NOT VALID",
        after: "CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));\n\
            CREATE TABLE t (a integer, b integer, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON DELETE SET NULL (b), \
            CONSTRAINT g FOREIGN KEY (a, b) REFERENCES p (a, b), CONSTRAINT k CHECK (a > 0) NO INHERIT, CONSTRAINT l CHECK (b > 0));\n\
            COMMENT ON CONSTRAINT f ON t IS 'to p'",
        flags: &["--accept t.k"],
    },
];
