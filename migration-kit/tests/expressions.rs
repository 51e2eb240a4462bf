//! What checks, generated columns, indexes and defaults name: a column that goes takes only along
//! what cannot be without it, and a rename changes nothing that only has the same word. Each case
//! runs both ways on a database with a row in it.

#![cfg(test)]

use migration_kit::inside::diff::{Hints, Resolutions, Side, changes, compare};
use migration_kit::inside::introspect::live;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection,
};

struct Case {
    name: &'static str,
    before: &'static str,
    after: &'static str,
    flags: &'static [&'static str],
    /// What is still asked, as the flags that resolve it; nothing where the migration is made.
    open: &'static [&'static str],
    /// How many objects change beside what is renamed.
    changes: usize,
}

const CASE: Case = Case { name: "", before: "", after: "", flags: &[], open: &[], changes: 0 };

/// What is said in the same words on all three.
const EVERYWHERE: &[Case] = &[
    Case {
        name: "check with the column's name inside a word",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, total integer, CONSTRAINT positive CHECK (total > 0));
                 INSERT INTO t VALUES (1, 2, 3)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, total integer)",
        flags: &["--drop t.a"],
        open: &["--drop t.positive"],
        ..CASE
    },
    Case {
        name: "check with the column's name in a text",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, b varchar(9), CONSTRAINT known CHECK (b IN ('a', 'b')));
                 INSERT INTO t VALUES (1, 2, 'a')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, b varchar(9))",
        flags: &["--drop t.a"],
        open: &["--drop t.known"],
        ..CASE
    },
    Case {
        name: "check of a function with the column's name",
        before: "CREATE TABLE t (id integer PRIMARY KEY, lower integer, b varchar(9), CONSTRAINT small CHECK (lower(b) = b));
                 INSERT INTO t VALUES (1, 2, 'a')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, b varchar(9))",
        flags: &["--drop t.lower"],
        open: &["--drop t.small"],
        ..CASE
    },
    Case {
        name: "check that names the column goes with it",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, total integer, CONSTRAINT more CHECK (total > a));
                 INSERT INTO t VALUES (1, 2, 3)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, total integer)",
        flags: &["--drop t.a"],
        changes: 2,
        ..CASE
    },
    Case {
        name: "rename changes a check's column and no text",
        before: "CREATE TABLE t (id integer PRIMARY KEY, text varchar(9), CONSTRAINT short CHECK (lower(text) <> 'text'));
                 INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, body varchar(9), CONSTRAINT short CHECK (lower(body) <> 'text'))",
        flags: &["--rename t.text:body"],
        ..CASE
    },
    Case {
        name: "rename of a column that a function is called like",
        before: "CREATE TABLE t (id integer PRIMARY KEY, lower varchar(9), b varchar(9), CONSTRAINT small CHECK (lower(b) = b));
                 INSERT INTO t VALUES (1, 'X', 'x')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, low varchar(9), b varchar(9), CONSTRAINT small CHECK (lower(b) = b))",
        flags: &["--rename t.lower:low"],
        ..CASE
    },
];

const ON_SQLITE: &[Case] = &[
    Case {
        name: "rename beside JSON's arrows, blobs and exponents",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a text, b real, CHECK (a ->> '$.a' > 0), CHECK (b > 1e-3 AND b < .5 OR b = x'00'));
                 INSERT INTO t VALUES (1, '{\"a\": 1}', 0.25)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, c text, b real, CHECK (c ->> '$.a' > 0), CHECK (b > 1e-3 AND b < .5 OR b = x'00'))",
        flags: &["--rename t.a:c"],
        ..CASE
    },
    Case {
        name: "rebuild keeps JSON's arrows, blobs and exponents",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a text, b real, CHECK (a -> '$.a' IS NOT NULL), CHECK (b > 1e-3 AND b < .5 OR b = x'00'));
                 INSERT INTO t VALUES (1, '{\"a\": 1}', 0.25)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL, b real, CHECK (a -> '$.a' IS NOT NULL), CHECK (b > 1e-3 AND b < .5 OR b = x'00'))",
        flags: &["--accept t.a"],
        changes: 1,
        ..CASE
    },
    Case {
        name: "partial index over a renamed column",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
                 CREATE INDEX i ON t (lower(a) DESC) WHERE b <> 'a';
                 INSERT INTO t VALUES (1, 'x', 'y')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, c text, b text);
                CREATE INDEX i ON t (lower(c) DESC) WHERE b <> 'a'",
        flags: &["--rename t.a:c"],
        ..CASE
    },
    Case {
        name: "generated column over a renamed one",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, aa integer AS (a * 2) STORED);
                 INSERT INTO t (id, a) VALUES (1, 2)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, b integer, aa integer AS (b * 2) STORED)",
        flags: &["--rename t.a:b"],
        ..CASE
    },
];

const ON_POSTGRES: &[Case] = &[
    Case {
        name: "index that cannot be read goes with no column",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, doc xml);
                 CREATE INDEX i ON t (id) WHERE xmlexists('/a' PASSING BY VALUE doc)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, doc xml)",
        flags: &["--drop t.a"],
        open: &["--drop t.i"],
        ..CASE
    },
    Case {
        name: "index whose condition names the column goes with it",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
                 CREATE INDEX i ON t (b) WHERE a IS NULL; CREATE INDEX j ON t ((b + a));
                 INSERT INTO t VALUES (1, 2, 3)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, b integer)",
        flags: &["--drop t.a"],
        changes: 3,
        ..CASE
    },
    Case {
        name: "index beside the dropped column is asked about",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, total varchar(9));
                 CREATE INDEX i ON t (lower(total)) WHERE total <> 'a'",
        after: "CREATE TABLE t (id integer PRIMARY KEY, total varchar(9))",
        flags: &["--drop t.a"],
        open: &["--drop t.i"],
        ..CASE
    },
    Case {
        name: "rename of a column that is called like a type",
        before: "CREATE TABLE t (id integer PRIMARY KEY, text varchar(9), status varchar(9), at timestamp,
                   CONSTRAINT known CHECK (status IN ('text', 'b')), CONSTRAINT late CHECK (at > '2020-01-01'::timestamp));
                 INSERT INTO t VALUES (1, 'x', 'text', now())",
        after: "CREATE TABLE t (id integer PRIMARY KEY, body varchar(9), status varchar(9), at timestamp,
                  CONSTRAINT known CHECK (status IN ('text', 'b')), CONSTRAINT late CHECK (at > '2020-01-01'::timestamp))",
        flags: &["--rename t.text:body"],
        ..CASE
    },
    Case {
        name: "drop of a column that is called like a type",
        before: "CREATE TABLE t (id integer PRIMARY KEY, text varchar(9), status varchar(9), CONSTRAINT known CHECK (status IN ('a', 'b')));
                 INSERT INTO t VALUES (1, 'x', 'a')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, status varchar(9))",
        flags: &["--drop t.text"],
        open: &["--drop t.known"],
        ..CASE
    },
    Case {
        name: "index over a renamed column with order and class",
        before: "CREATE TABLE t (id integer PRIMARY KEY, text varchar(9), b varchar(9));
                 CREATE INDEX i ON t (lower(text) text_pattern_ops DESC NULLS LAST) INCLUDE (text) WHERE b::text <> 'text';
                 INSERT INTO t VALUES (1, 'x', 'y')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, body varchar(9), b varchar(9));
                CREATE INDEX i ON t (lower(body) text_pattern_ops DESC NULLS LAST) INCLUDE (body) WHERE b::text <> 'text'",
        flags: &["--rename t.text:body"],
        ..CASE
    },
    Case {
        name: "field of a composite type with the column's name",
        before: "CREATE TYPE pair AS (a integer, b integer);
                 CREATE TABLE t (id integer PRIMARY KEY, a integer, p pair, CONSTRAINT big CHECK ((p).a > 0));
                 INSERT INTO t VALUES (1, 2, ROW(3, 4))",
        after: "CREATE TYPE pair AS (a integer, b integer);
                CREATE TABLE t (id integer PRIMARY KEY, c integer, p pair, CONSTRAINT big CHECK ((p).a > 0))",
        flags: &["--rename t.a:c"],
        ..CASE
    },
    Case {
        name: "names that need quotes",
        before: "CREATE TABLE t (id integer PRIMARY KEY, \"Old Name\" varchar(9), CONSTRAINT c CHECK (length(\"Old Name\") > 0));
                 INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, \"New\" varchar(9), CONSTRAINT c CHECK (length(\"New\") > 0))",
        flags: &["--rename t.Old Name:New"],
        ..CASE
    },
    Case {
        name: "renamed enum and a column of its name",
        before: "CREATE TYPE kind AS ENUM ('kind', 'b');
                 CREATE TABLE t (id integer PRIMARY KEY, kind kind NOT NULL DEFAULT 'kind', all_of kind[], CONSTRAINT c CHECK (kind <> 'b'));
                 CREATE INDEX i ON t (id) WHERE kind = 'kind';
                 INSERT INTO t VALUES (1, 'kind', '{b}')",
        after: "CREATE TYPE sort AS ENUM ('kind', 'b');
                CREATE TABLE t (id integer PRIMARY KEY, kind sort NOT NULL DEFAULT 'kind', all_of sort[], CONSTRAINT c CHECK (kind <> 'b'));
                CREATE INDEX i ON t (id) WHERE kind = 'kind'",
        ..CASE
    },
];

/// An enum of which there are only arrays loses a value.
const LOSES_A_VALUE: Case = Case {
    name: "array of an enum that loses a value",
    before: "CREATE TYPE kind AS ENUM ('a', 'b');
             CREATE TABLE t (id integer PRIMARY KEY, k kind[]);
             INSERT INTO t VALUES (1, '{a}')",
    after: "CREATE TYPE kind AS ENUM ('a');
            CREATE TABLE t (id integer PRIMARY KEY, k kind[])",
    ..CASE
};

const ARRAYS_ON_POSTGRES: &[Case] = &[
    Case { open: &["--accept t.k"], ..LOSES_A_VALUE },
    Case { flags: &["--accept t.k"], changes: 1, ..LOSES_A_VALUE },
];

/// A catalog quotes a name in an expression where it has to, whatever the old one was.
const QUOTES_ON_POSTGRES: &[Case] = &[
    Case {
        name: "a name that needed quotes and needs none any more",
        before: "CREATE TABLE t (id integer PRIMARY KEY, \"Old Name\" varchar(9), CONSTRAINT c CHECK (length(\"Old Name\") > 0));
                 CREATE INDEX i ON t (lower(\"Old Name\")) INCLUDE (\"Old Name\");
                 INSERT INTO t VALUES (1, 'x')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, label varchar(9), CONSTRAINT c CHECK (length(label) > 0));
                CREATE INDEX i ON t (lower(label)) INCLUDE (label)",
        flags: &["--rename t.Old Name:label"],
        ..CASE
    },
    Case {
        name: "a keyword",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, CONSTRAINT c CHECK (a > b));
                 CREATE INDEX i ON t ((a + b)) WHERE a > 0;
                 INSERT INTO t VALUES (1, 3, 2)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, \"order\" integer, position integer, CONSTRAINT c CHECK (\"order\" > \"position\"));
                CREATE INDEX i ON t ((\"order\" + \"position\")) WHERE \"order\" > 0",
        flags: &["--rename t.a:order", "--rename t.b:position"],
        ..CASE
    },
];

const QUOTES_ON_SQLITE: &[Case] = &[
    Case {
        name: "a name in capital letters, and a keyword",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, CHECK (a > b));
                 CREATE INDEX i ON t (a + b) WHERE a > 0;
                 INSERT INTO t VALUES (1, 3, 2)",
        after:
            "CREATE TABLE t (id integer PRIMARY KEY, Big integer, \"order\" integer, CHECK (Big > \"order\"));
                CREATE INDEX i ON t (Big + \"order\") WHERE Big > 0",
        flags: &["--rename t.a:Big", "--rename t.b:order"],
        ..CASE
    },
    Case {
        name: "a name that needed quotes and needs none any more",
        before: "CREATE TABLE t (id integer PRIMARY KEY, \"a b\" integer, CHECK (\"a b\" > 0));
                 INSERT INTO t VALUES (1, 3)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, c integer, CHECK (c > 0))",
        flags: &["--rename t.a b:c"],
        ..CASE
    },
];

const ON_MYSQL: &[Case] = &[
    Case {
        name: "index of a part of a renamed column",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a varchar(99), `b c` varchar(99), INDEX i (a(10) DESC, `b c`));
                 INSERT INTO t VALUES (1, 'x', 'y')",
        after: "CREATE TABLE t (id integer PRIMARY KEY, d varchar(99), `b c` varchar(99), INDEX i (d(10) DESC, `b c`))",
        flags: &["--rename t.a:d"],
        ..CASE
    },
    Case {
        name: "generated column over a renamed one",
        before: "CREATE TABLE t (id integer PRIMARY KEY, a integer, aa integer AS (a * 2) STORED);
                 INSERT INTO t (id, a) VALUES (1, 2)",
        after: "CREATE TABLE t (id integer PRIMARY KEY, b integer, aa integer AS (b * 2) STORED)",
        flags: &["--rename t.a:b"],
        ..CASE
    },
];

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    Database::connect(ConnectOptions::new(database.url()).max_connections(1).to_owned())
        .await
        .unwrap()
}

/// Nothing where the case holds.
async fn fault(backend: Backend, case: &Case) -> Option<String> {
    let databases = (TestDatabase::create(backend).await, TestDatabase::create(backend).await);
    let (db, wanted) = (connect(&databases.0).await, connect(&databases.1).await);
    for (db, script) in [(&db, case.before), (&wanted, case.after)] {
        for sql in script.split(";\n") {
            db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{}: {e}", case.name));
        }
    }
    let (there, entities) = (live(&db, &[]).await.unwrap(), live(&wanted, &[]).await.unwrap());
    let side = Side { backend, desired: entities.clone(), current: there.clone() };
    let mut resolutions = Resolutions::default();
    for flag in case.flags {
        resolutions.add_flag(flag).unwrap();
    }
    let on = match changes(vec![side], &[], &Hints::default(), &resolutions) {
        Err(open) => {
            let flags: Vec<&str> = open
                .iter()
                .flat_map(|open| &open.flags)
                .map(|choice| choice.flag.as_str())
                .collect();
            return (flags != case.open).then(|| format!("it asks for {flags:?}"));
        }
        Ok(on) if !case.open.is_empty() => {
            return Some(format!("it asks nothing: {:#?}", on[0].up().sql()));
        }
        Ok(on) => on,
    };
    let sql = on[0].up().sql();
    if on[0].changes.len() != case.changes {
        return Some(format!("{} changes: {sql:#?}", on[0].changes.len()));
    }
    let manager = SchemaManager::new(&db);
    for (plan, expected, word) in [(on[0].up(), &on[0].after, "up"), (on[0].down(), &there, "down")]
    {
        if let Err(error) = plan.run(&manager).await {
            return Some(format!("{word}: {error}: {sql:#?}"));
        }
        let found = live(&db, &[]).await.unwrap();
        let differences = compare(backend, expected, &found);
        if let Some(difference) = differences.first() {
            return Some(format!("{word}: {difference}: {sql:#?}"));
        }
    }
    None
}

#[track_caller]
fn check(backend: Backend, cases: &[&[Case]]) {
    let mut faults = Vec::new();
    for case in cases.iter().copied().flatten() {
        faults
            .extend(block_on(fault(backend, case)).map(|fault| format!("{}: {fault}", case.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn on_sqlite() {
    check(Backend::Sqlite, &[EVERYWHERE, ON_SQLITE, QUOTES_ON_SQLITE]);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    check(Backend::Postgres, &[EVERYWHERE, ON_POSTGRES, ARRAYS_ON_POSTGRES, QUOTES_ON_POSTGRES]);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    check(Backend::MySql, &[EVERYWHERE, ON_MYSQL]);
}
