//! What is planted beside two equal databases is named, each by its kind.

#![cfg(test)]

use insta::assert_snapshot;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database};

use super::*;
use crate::testing::{TestDatabase, block_on};

/// A database with the objects of `base`, and its only connection.
async fn made(backend: Backend, base: &[&str]) -> (TestDatabase, DatabaseConnection) {
    let database = TestDatabase::create(backend).await;
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    for sql in base {
        db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    (database, db)
}

/// What is said of a database on which each of `plants` was run, beside one on which it was not.
fn said(backend: Backend, base: &[&str], plants: &[&str]) -> String {
    block_on(async {
        let (_kept, first) = made(backend, base).await;
        let wanted = definitions(&first, &["ignored"]).await.unwrap();
        let mut text = String::new();
        let mut second = made(backend, base).await;
        for plant in plants {
            // What a server cannot roll back is planted on a database of its own.
            let is_transactional = backend != Backend::MySql;
            let [begin, end] = if is_transactional { ["BEGIN; ", "ROLLBACK"] } else { [""; 2] };
            let run = second.1.execute_unprepared(&format!("{begin}{plant}")).await;
            run.unwrap_or_else(|e| panic!("{plant}: {e}"));
            let seen = compare(&wanted, &definitions(&second.1, &["ignored"]).await.unwrap());
            text += &format!("{plant}\n");
            for of in &seen.disagreements {
                let tuning = if of.subject.is_tuning() { "tuning: " } else { "" };
                text += &format!("    {tuning}{}\n", of.between(["first", "second"]));
            }
            for of in &seen.unmanaged {
                text += &format!("    nobody manages {of}\n");
            }
            match is_transactional {
                true => drop(second.1.execute_unprepared(end).await.unwrap()),
                false => second = made(backend, base).await,
            }
        }
        text
    })
}

const ON_POSTGRES: [&str; 48] = [
    "CREATE TABLE ignored (id integer)",
    "CREATE TABLE another (id serial PRIMARY KEY)",
    "INSERT INTO a (x) VALUES (1)",
    "ALTER TABLE b DROP CONSTRAINT f, ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id) NOT VALID",
    "ALTER TABLE b DROP CONSTRAINT f, ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE b DROP CONSTRAINT f, ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id) MATCH FULL",
    "ALTER TABLE b DROP CONSTRAINT f, ADD CONSTRAINT another FOREIGN KEY (a) REFERENCES a (id)",
    "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NO INHERIT NOT VALID",
    "ALTER TABLE a ADD CONSTRAINT e EXCLUDE USING btree (x WITH =)",
    "ALTER TABLE a DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (x) INCLUDE (y)",
    "ALTER TABLE a DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (x) DEFERRABLE",
    "ALTER TABLE a DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (x) WITH (fillfactor = 50)",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'u'::regclass",
    "DROP INDEX i; CREATE INDEX i ON a (y text_pattern_ops DESC)",
    "DROP INDEX i; CREATE INDEX i ON a USING hash (y)",
    "ALTER INDEX i RENAME TO j",
    "ALTER INDEX i SET (fillfactor = 50)",
    "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10)",
    "ALTER TABLE b SET UNLOGGED",
    "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE a FORCE ROW LEVEL SECURITY",
    "CREATE POLICY p ON a FOR UPDATE TO CURRENT_USER USING (x > 0) WITH CHECK (x > 1)",
    "CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER TABLE b DISABLE TRIGGER ALL",
    "CREATE TABLE child () INHERITS (a)",
    "ALTER TABLE a ALTER y SET NOT NULL",
    "ALTER TABLE a ALTER y TYPE text COLLATE \"C\"",
    "ALTER TABLE a ALTER y SET DEFAULT 'a'",
    "ALTER TABLE a ALTER id SET INCREMENT 5",
    "ALTER TABLE a ALTER id SET GENERATED ALWAYS",
    "ALTER TABLE a REPLICA IDENTITY FULL",
    "ALTER TABLE a SET (fillfactor = 50)",
    "ALTER TABLE a ALTER y SET STORAGE EXTERNAL",
    "ALTER TABLE a ALTER y SET STATISTICS 500",
    "ALTER TABLE a ALTER y SET (n_distinct = 5)",
    "ALTER TABLE a CLUSTER ON i",
    "CREATE STATISTICS s ON x, y FROM a",
    "COMMENT ON CONSTRAINT u ON a IS 'c'",
    "COMMENT ON INDEX i IS 'c'",
    "ALTER TYPE color ADD VALUE 'green' BEFORE 'red'",
    "CREATE DOMAIN d AS integer CHECK (VALUE > 0)",
    "CREATE OR REPLACE VIEW v AS SELECT 2 AS one",
    "DROP VIEW v",
    "CREATE SEQUENCE s",
    "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA other CREATE VIEW w AS SELECT 1",
];

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn what_is_planted_on_postgres_is_named() {
    let base = [
        "CREATE TYPE color AS ENUM ('red')",
        "CREATE TABLE a (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x integer, y text, CONSTRAINT u UNIQUE (x))",
        "CREATE TABLE b (id serial PRIMARY KEY, a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id))",
        "CREATE INDEX i ON a (y)",
        "CREATE VIEW v AS SELECT 1 AS one",
        "CREATE TABLE whole (id integer PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE of_whole (id integer REFERENCES whole (id))",
    ];
    assert_snapshot!(said(Backend::Postgres, &base, &ON_POSTGRES));
}

const ON_MYSQL: [&str; 20] = [
    "INSERT INTO a (x) VALUES (1)",
    "ALTER TABLE a ADD z integer FIRST",
    "ALTER TABLE a COMMENT 'c'",
    "ALTER TABLE a ROW_FORMAT = COMPRESSED",
    "ALTER TABLE a MODIFY y varchar(20) CHARACTER SET latin1",
    "ALTER TABLE a MODIFY y varchar(20) DEFAULT '😀'",
    "ALTER TABLE a DROP INDEX i, ADD INDEX i (y(5))",
    "ALTER TABLE a DROP INDEX i, ADD INDEX i (y) USING BTREE",
    "ALTER TABLE a DROP INDEX i, ADD INDEX i (y) COMMENT 'c'",
    "ALTER TABLE a DROP INDEX i, ADD FULLTEXT INDEX i (y)",
    "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0)",
    "ALTER TABLE b DROP FOREIGN KEY f",
    "ALTER TABLE c ENGINE = MyISAM",
    "ALTER TABLE a ADD SYSTEM VERSIONING",
    "ALTER TABLE a PARTITION BY KEY (id) PARTITIONS 2",
    "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.x = 1",
    "CREATE VIEW w AS SELECT id FROM a",
    "CREATE OR REPLACE VIEW v AS SELECT y FROM a",
    "CREATE FUNCTION f() RETURNS integer DETERMINISTIC RETURN 1",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM a",
];

#[test]
#[ignore = "needs MySQL: cargo xtask test"]
fn what_is_planted_on_mysql_is_named() {
    let base = [
        "CREATE TABLE a (id integer AUTO_INCREMENT PRIMARY KEY, x integer, y varchar(20))",
        "CREATE TABLE p (id integer PRIMARY KEY)",
        "CREATE TABLE b (id integer PRIMARY KEY, p integer, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id))",
        "CREATE TABLE c (id integer PRIMARY KEY)",
        "CREATE INDEX i ON a (y)",
        "CREATE VIEW v AS SELECT x FROM a",
    ];
    assert_snapshot!(said(Backend::MySql, &base, &ON_MYSQL));
}

/// What each of the two calls an index that no plan uses.
#[test]
#[ignore = "needs MySQL: cargo xtask test"]
fn an_index_that_no_plan_uses_is_named() {
    let base = ["CREATE TABLE a (y varchar(20), INDEX i (y))"];
    let on_mariadb = block_on(async {
        let database = TestDatabase::create(Backend::MySql).await;
        let db = Database::connect(database.url()).await.unwrap();
        definitions(&db, &[]).await.unwrap().server.starts_with("MariaDB")
    });
    let word = if on_mariadb { "IGNORED" } else { "INVISIBLE" };
    let said = said(Backend::MySql, &base, &[&format!("ALTER TABLE a ALTER INDEX i {word}")]);
    let line = said.lines().nth(1).unwrap_or_default();
    assert!(line.contains("second KEY `i` (`y`)") && line.contains(word), "{said}");
}

#[test]
fn what_is_planted_on_sqlite_is_named() {
    let base = ["CREATE TABLE p (id integer PRIMARY KEY)", "CREATE VIEW v AS SELECT 1"];
    let columns = "id integer PRIMARY KEY, x text";
    let plain = format!("CREATE TABLE a ({columns} UNIQUE REFERENCES p (id))");
    let other = [
        format!("{plain} STRICT"),
        format!("{plain} WITHOUT ROWID"),
        "CREATE TABLE \"a\" (id INTEGER PRIMARY KEY, x text UNIQUE REFERENCES p (id)) -- c".into(),
        format!("CREATE TABLE a ({columns} UNIQUE ON CONFLICT IGNORE REFERENCES p (id))"),
        format!(
            "CREATE TABLE a ({columns} UNIQUE REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)"
        ),
        format!("CREATE TABLE a ({columns} UNIQUE REFERENCES p (id) NOT DEFERRABLE)"),
        format!("CREATE TABLE a ({columns} COLLATE nocase UNIQUE REFERENCES p (id))"),
        format!("CREATE TABLE a ({columns} REFERENCES p (id), UNIQUE (x DESC))"),
        format!("{plain}; CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM p; END"),
        format!("{plain}; CREATE INDEX i ON a (x COLLATE rtrim)"),
        format!("{plain}; CREATE VIEW w AS SELECT 1"),
        format!("{plain}; DROP VIEW v; CREATE VIEW v AS SELECT 2"),
        format!("{plain}; CREATE VIRTUAL TABLE f USING fts5(x)"),
    ];
    let base = [base[0], base[1], plain.as_str()];
    let plants: Vec<String> = other.iter().map(|table| format!("DROP TABLE a; {table}")).collect();
    let plants: Vec<&str> = plants.iter().map(String::as_str).collect();
    assert_snapshot!(said(Backend::Sqlite, &base, &plants));
}
