//! What a catalog reader sees, on each backend: nothing between two equal schemas, and every change
//! of one.

#![cfg(test)]

mod common;

use common::{List, Migration};
use migration_kit::inside::apply::Migrations;
use migration_kit::inside::diff::compare;
use migration_kit::inside::schema::Schema;
use migration_kit::inside::shadow::{Server, Shadow, current};
use migration_kit::inside::witness::{Definitions, unmade};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Target};

/// What the stock executor and the kit have beside the schema.
const OWN: [&str; 4] = [
    "seaql_migrations",
    "seaql_migrations_ledger",
    "seaql_migrations_lease",
    "seaql_migrations_settings",
];

/// Where shadow databases are made.
struct Place {
    /// Keeps the server's URL; its database stays empty.
    database: Option<TestDatabase>,
}

impl Place {
    async fn of(backend: Backend) -> Self {
        let server = backend != Backend::Sqlite;
        Self { database: if server { Some(TestDatabase::create(backend).await) } else { None } }
    }

    async fn shadow(&self) -> Shadow {
        match &self.database {
            Some(database) => {
                Shadow::on(&Server::of(Target::parse(database.url()).unwrap())).await.unwrap()
            }
            None => Shadow::in_memory().await.unwrap(),
        }
    }

    async fn schema(&self, statements: &'static str) -> Result<Schema, Error> {
        self.made(statements).await.map(|(schema, _)| schema)
    }

    /// What a script makes: as the reader of the catalog tells it, and as the server itself does.
    async fn made(&self, statements: &'static str) -> Result<(Schema, Definitions), Error> {
        let shadow = self.shadow().await;
        let list = List(
            statements
                .split(";\n")
                .filter(|sql| !sql.trim().is_empty())
                .enumerate()
                .map(|(at, sql)| Migration::sql(&format!("m{at:03}"), sql, ""))
                .collect(),
        );
        let schema = current(&Migrations::of(&list).unwrap(), &shadow).await;
        let told = shadow.definitions(&OWN).await.unwrap();
        shadow.discard().await;
        schema.map(|schema| (schema, told))
    }
}

/// Compares what two scripts make. The first script is what the entities would say.
fn check(backend: Backend, cases: &[(&'static str, &'static str, &str)]) {
    block_on(async {
        let place = Place::of(backend).await;
        for (entities, migrations, expected) in cases {
            let (wanted, told_of_wanted) = place.made(entities).await.unwrap();
            let (there, told) = place.made(migrations).await.unwrap();
            assert_eq!(
                compare(backend, &wanted, &place.schema(entities).await.unwrap()),
                [],
                "{entities}"
            );
            let differences = compare(backend, &wanted, &there);
            let objects: Vec<String> =
                differences.iter().map(|difference| difference.object.to_string()).collect();
            assert_eq!(objects.join("; "), *expected, "{entities}\n{migrations}\n{differences:#?}");
            // What means the same differs in no other word of the server either.
            if expected.is_empty() {
                assert_eq!(unmade(&told_of_wanted, &told), [], "{entities}\n{migrations}");
            }
        }
    });
}

#[test]
fn on_sqlite_every_change_is_seen() {
    let t = "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9), b integer, UNIQUE (b))";
    check(
        Backend::Sqlite,
        &[
            (t, t, ""),
            (t, "CREATE TABLE t (b integer UNIQUE, a varchar(9), id integer PRIMARY KEY)", ""),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(8), b integer, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, b integer, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) DEFAULT 'x', b integer, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) COLLATE NOCASE, b integer, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a varchar(9), b integer, UNIQUE (b))",
                "column t.id",
            ),
            (
                t,
                "CREATE TABLE t (id integer, a varchar(9), b integer, UNIQUE (b))",
                "primary key of t",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9), b integer)",
                "unique constraint (b) of t",
            ),
            (
                t,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9))",
                "column t.b; unique constraint (b) of t",
            ),
            (t, "CREATE TABLE u (id integer)", "table t"),
            (
                "CREATE TABLE u (id integer)",
                "CREATE TABLE u (id integer);\nCREATE TABLE more (id integer)",
                "",
            ),
            (
                "CREATE TABLE u (a varchar(9) COLLATE nocase)",
                "CREATE TABLE u (a VARCHAR(9) COLLATE NOCASE)",
                "",
            ),
            (
                "CREATE TABLE u (a text DEFAULT '123')",
                "CREATE TABLE u (a text DEFAULT 123)",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a text DEFAULT 'it''s')",
                "CREATE TABLE u (a text DEFAULT 'its')",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED)",
                "CREATE TABLE u (a integer, b integer AS (a * 3) STORED)",
                "column u.b",
            ),
            (
                "CREATE TABLE u (a integer CHECK (\"a\" > 0))",
                "CREATE TABLE u (a integer, CHECK ( a>0 ))",
                "",
            ),
            (
                "CREATE TABLE u (a integer CHECK (a > 0))",
                "CREATE TABLE u (a integer CHECK (a > 1))",
                "check (a > 0) of u; check (a > 1) of u",
            ),
            (
                "CREATE TABLE u (a, b, PRIMARY KEY (b, a))",
                "CREATE TABLE u (a, b, PRIMARY KEY (a, b))",
                "primary key of u",
            ),
            (
                "CREATE TABLE p (id integer PRIMARY KEY, q REFERENCES p (id))",
                "CREATE TABLE p (id integer PRIMARY KEY, q REFERENCES p (id) ON DELETE CASCADE)",
                "foreign key (q) to p of p",
            ),
            (
                "CREATE TABLE u (a, b);\nCREATE INDEX i ON u (a, b)",
                "CREATE TABLE u (a, b);\nCREATE INDEX i ON u (b, a)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a);\nCREATE INDEX i ON u (a ASC)",
                "CREATE TABLE u (a);\nCREATE INDEX i ON u (a DESC)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a);\nCREATE INDEX i ON u (lower(\"a\")) WHERE a > 0",
                "CREATE TABLE u (a);\nCREATE INDEX i ON u (lower(a)) WHERE (a) > 1",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a);\nCREATE UNIQUE INDEX i ON u (a)",
                "CREATE TABLE u (a);\nCREATE INDEX i ON u (a)",
                "index i of u",
            ),
            (
                "CREATE TABLE \"o\"\"dd, (\" (\"a\"\"b\" text);\nCREATE VIRTUAL TABLE f USING fts5(x)",
                "CREATE TABLE \"o\"\"dd, (\" (\"a\"\"b\" text NOT NULL)",
                "column \"o\"\"dd, (\".a\"b",
            ),
        ],
    );
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres_every_change_is_seen() {
    let t = "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(9), b int, CONSTRAINT b UNIQUE (b))";
    check(
        Backend::Postgres,
        &[
            (t, t, ""),
            (
                t,
                "CREATE TABLE t (b int, a varchar(9), id uuid PRIMARY KEY, CONSTRAINT b UNIQUE (b))",
                "",
            ),
            (
                t,
                "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(8), b int, CONSTRAINT b UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(9), b bigint, CONSTRAINT b UNIQUE (b))",
                "column t.b",
            ),
            (
                t,
                "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(9) NOT NULL, b int, CONSTRAINT b UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(9), b int, CONSTRAINT c UNIQUE (b))",
                "unique constraint b of t; unique constraint c of t",
            ),
            (
                t,
                "CREATE TABLE t (id uuid PRIMARY KEY, a varchar(9), b int);\nCREATE UNIQUE INDEX b ON t (b)",
                "unique constraint b of t; index b of t",
            ),
            (
                "CREATE TABLE u (a text DEFAULT '123')",
                "CREATE TABLE u (a text DEFAULT 123)",
                "column u.a",
            ),
            ("CREATE TABLE u (a text COLLATE \"C\")", "CREATE TABLE u (a text)", "column u.a"),
            // What a sequence is told no entity can say.
            (
                "CREATE TABLE u (a int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)",
                "CREATE TABLE u (a int GENERATED BY DEFAULT AS IDENTITY (START 5 INCREMENT BY 10) PRIMARY KEY)",
                "",
            ),
            ("CREATE TABLE u (a timestamptz(3))", "CREATE TABLE u (a timestamptz)", "column u.a"),
            ("CREATE TABLE u (a numeric(9, 2))", "CREATE TABLE u (a numeric(9, 3))", "column u.a"),
            (
                "CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY)",
                "CREATE TABLE u (a int NOT NULL)",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
                "CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a * 3) STORED)",
                "column u.b",
            ),
            (
                "CREATE TABLE u (a int);\nCOMMENT ON COLUMN u.a IS 'it''s'",
                "CREATE TABLE u (a int)",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a int);\nCOMMENT ON TABLE u IS 'x'",
                "CREATE TABLE u (a int)",
                "table u",
            ),
            (
                "CREATE TABLE u (a int CHECK (a > 0))",
                "CREATE TABLE u (a int CHECK (a > 1))",
                "check u_a_check of u",
            ),
            (
                "CREATE TABLE u (a int, b int, PRIMARY KEY (b, a))",
                "CREATE TABLE u (a int, b int, PRIMARY KEY (a, b))",
                "primary key of u",
            ),
            (
                "CREATE TYPE e AS ENUM ('a', 'b');\nCREATE TABLE u (a e)",
                "CREATE TYPE e AS ENUM ('b', 'a');\nCREATE TABLE u (a e)",
                "enum e",
            ),
            // Two tables with a foreign key of one name, each to its own parent.
            (
                "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE q (id int PRIMARY KEY);\n\
                 CREATE TABLE u (a int CONSTRAINT fk REFERENCES p);\nCREATE TABLE v (a int CONSTRAINT fk REFERENCES q)",
                "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE q (id int PRIMARY KEY);\n\
                 CREATE TABLE u (a int CONSTRAINT fk REFERENCES p);\nCREATE TABLE v (a int CONSTRAINT fk REFERENCES p)",
                "foreign key fk of v",
            ),
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int CONSTRAINT fk REFERENCES p ON DELETE CASCADE)",
                "CREATE TABLE p (id int PRIMARY KEY, q int CONSTRAINT fk REFERENCES p DEFERRABLE)",
                "foreign key fk of p",
            ),
            // Tables and enums of one name in two schemas, and a temporary one that is nobody's.
            (
                "CREATE SCHEMA x;\nCREATE TYPE e AS ENUM ('a');\nCREATE TYPE x.e AS ENUM ('a');\n\
                 CREATE TABLE u (a e);\nCREATE TABLE x.u (a x.e, b int CHECK (b > 0))",
                "CREATE SCHEMA x;\nCREATE TYPE e AS ENUM ('a');\nCREATE TYPE x.e AS ENUM ('a', 'b');\n\
                 CREATE TABLE u (a e);\nCREATE TABLE x.u (a e, b int);\nCREATE TEMP TABLE v (a int)",
                "enum x.e; column x.u.a; check u_b_check of x.u",
            ),
            (
                "CREATE SCHEMA x;\nCREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE x.p (id int PRIMARY KEY);\n\
                 CREATE TABLE x.u (a int CONSTRAINT fk REFERENCES x.p)",
                "CREATE SCHEMA x;\nCREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE x.p (id int PRIMARY KEY);\n\
                 CREATE TABLE x.u (a int CONSTRAINT fk REFERENCES p)",
                "foreign key fk of x.u",
            ),
            // A type in another schema, and a name of 63 bytes.
            (
                "CREATE SCHEMA other;\nCREATE TYPE other.mood AS ENUM ('ok');\nCREATE TABLE u (a other.mood)",
                "CREATE SCHEMA other;\nCREATE TYPE other.mood AS ENUM ('ok');\nCREATE TABLE u (a other.mood NOT NULL)",
                "column u.a",
            ),
            (
                "CREATE TABLE \"select\" (ä12345678901234567890123456789012345678901234567890123456789012 int)",
                "CREATE TABLE \"select\" (ä12345678901234567890123456789012345678901234567890123456789012 int NOT NULL)",
                "column select.ä1234567890123456789012345678901234567890123456789012345678901",
            ),
            (
                "CREATE TABLE u (a int);\nCREATE INDEX i ON u (a)",
                "CREATE TABLE u (a int);\nCREATE INDEX i ON u (a DESC)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a int);\nCREATE INDEX i ON u (a) WHERE a > 0",
                "CREATE TABLE u (a int);\nCREATE INDEX i ON u (a) WHERE a > 1",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (lower(a))",
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (upper(a))",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a text, b int);\nCREATE INDEX i ON u (a) INCLUDE (b)",
                "CREATE TABLE u (a text, b int);\nCREATE INDEX i ON u (a, b)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (a text_pattern_ops)",
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u USING hash (a)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (a COLLATE \"C\")",
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (a)",
                "index i of u",
            ),
        ],
    );
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql_every_change_is_seen() {
    let t = "CREATE TABLE t (id binary(16) PRIMARY KEY, a varchar(9), b int, UNIQUE (b))";
    check(
        Backend::MySql,
        &[
            (t, t, ""),
            (t, "CREATE TABLE t (b int UNIQUE, a varchar(9), id binary(16) PRIMARY KEY)", ""),
            (
                t,
                "CREATE TABLE t (id binary(16) PRIMARY KEY, a varchar(8), b int, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id binary(16) PRIMARY KEY, a varchar(9), b bigint, UNIQUE (b))",
                "column t.b",
            ),
            (
                t,
                "CREATE TABLE t (id binary(16) PRIMARY KEY, a varchar(9) NOT NULL, b int, UNIQUE (b))",
                "column t.a",
            ),
            (
                t,
                "CREATE TABLE t (id binary(16) PRIMARY KEY, a varchar(9), b int)",
                "unique constraint b of t",
            ),
            (
                "CREATE TABLE u (a timestamp(6) NULL)",
                "CREATE TABLE u (a timestamp NULL)",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a enum('x', 'y'))",
                "CREATE TABLE u (a enum('y', 'x'))",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a varchar(9) DEFAULT '123')",
                "CREATE TABLE u (a varchar(9) DEFAULT '124')",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a varchar(9) CHARACTER SET latin1)",
                "CREATE TABLE u (a varchar(9))",
                "column u.a",
            ),
            ("CREATE TABLE u (a int COMMENT 'it''s')", "CREATE TABLE u (a int)", "column u.a"),
            ("CREATE TABLE u (a int) COMMENT 'x'", "CREATE TABLE u (a int)", "table u"),
            (
                "CREATE TABLE u (a int AUTO_INCREMENT PRIMARY KEY)",
                "CREATE TABLE u (a int PRIMARY KEY)",
                "column u.a",
            ),
            (
                "CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
                "CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)",
                "column u.b",
            ),
            (
                "CREATE TABLE u (a int, CONSTRAINT c CHECK (a > 0))",
                "CREATE TABLE u (a int, CONSTRAINT c CHECK (a > 1))",
                "check c of u",
            ),
            (
                "CREATE TABLE u (a int, b int, PRIMARY KEY (b, a))",
                "CREATE TABLE u (a int, b int, PRIMARY KEY (a, b))",
                "primary key of u",
            ),
            // RESTRICT and NO ACTION are one, and what is done when nothing is said.
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id))",
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id) ON DELETE NO ACTION ON UPDATE NO ACTION)",
                "",
            ),
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id) ON DELETE NO ACTION)",
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id) ON UPDATE RESTRICT)",
                "",
            ),
            // Another index that begins with its columns does for a foreign key.
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int, r int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id))",
                "CREATE TABLE p (id int PRIMARY KEY, q int, r int, KEY by_q_and_r (q, r), CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id))",
                "index by_q_and_r of p",
            ),
            // An index that a foreign key makes is no difference to one that is named like it.
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id))",
                "CREATE TABLE p (id int PRIMARY KEY, q int, KEY fk (q), CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id) ON DELETE RESTRICT)",
                "",
            ),
            (
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id))",
                "CREATE TABLE p (id int PRIMARY KEY, q int, CONSTRAINT fk FOREIGN KEY (q) REFERENCES p (id) ON DELETE CASCADE)",
                "foreign key fk of p",
            ),
            (
                "CREATE TABLE u (a int, b int);\nCREATE INDEX i ON u (a, b)",
                "CREATE TABLE u (a int, b int);\nCREATE INDEX i ON u (b, a)",
                "index i of u",
            ),
            (
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (a(9))",
                "CREATE TABLE u (a text);\nCREATE INDEX i ON u (a(8))",
                "index i of u",
            ),
            (
                "CREATE TABLE `o``dd` (`a``b` int)",
                "CREATE TABLE `o``dd` (`a``b` int NOT NULL)",
                "column o`dd.a`b",
            ),
        ],
    );
}
