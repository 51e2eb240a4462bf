//! What the recorder answers to the catalog probes, compared with what a server answers.

#![cfg(test)]

mod common;

use common::Migration;
use migration_kit::inside::record::Recorder;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// A name of 70 bytes, which PostgreSQL cuts.
macro_rules! long {
    ($letter:literal) => {
        concat!(
            $letter,
            "é_a_name_that_is_longer_than_any_that_a_person_would_want_to_read_in_",
            "full"
        )
    };
}

/// What hand-written migrations do to tables, each with the probes whose answers it changes.
const CHANGES: &[(&[Backend], &str)] = {
    const PG: &[Backend] = &[Backend::Postgres];
    const MY: &[Backend] = &[Backend::MySql];
    const BOTH: &[Backend] = &[Backend::Postgres, Backend::MySql];
    &[
        (
            BOTH,
            "CREATE TABLE a (id int PRIMARY KEY, b varchar(9) UNIQUE, C int DEFAULT (1), CONSTRAINT ab UNIQUE (b, c))",
        ),
        (BOTH, "CREATE TABLE IF NOT EXISTS a (other int)"),
        (
            BOTH,
            "CREATE TABLE p (id int, q int, UNIQUE (q, id), FOREIGN KEY (q) REFERENCES a (id), CHECK (q > 0))",
        ),
        (BOTH, "ALTER TABLE a ADD COLUMN d int, ADD e int UNIQUE"),
        (BOTH, "CREATE INDEX by_d ON a (d DESC, c)"),
        (BOTH, "ALTER TABLE a RENAME COLUMN d TO d2"),
        (BOTH, "ALTER TABLE a DROP COLUMN d2"),
        (BOTH, "CREATE TEMPORARY TABLE t (id int)"),
        (BOTH, "CREATE VIEW v AS SELECT id FROM a"),
        (BOTH, "DROP VIEW v"),
        (
            BOTH,
            "-- not; this\n/* DROP TABLE a; */ ALTER TABLE a ADD f varchar(20) DEFAULT 'x, DROP TABLE a;'; CREATE TABLE z (id int)",
        ),
        (BOTH, "DROP TABLE IF EXISTS z, nothing"),
        (BOTH, "ALTER TABLE p RENAME TO p2"),
        (PG, r#"CREATE TABLE "Mixed" (id int, "B" int, unique (id))"#),
        (PG, r#"ALTER TABLE "Mixed" RENAME "B" TO b"#),
        (PG, r#"ALTER TABLE "Mixed" RENAME CONSTRAINT "Mixed_id_key" TO u"#),
        (PG, "CREATE TABLE public.q AS SELECT 1 AS one"),
        (PG, "DROP TABLE q"),
        (PG, "CREATE INDEX ON a (b, c)"),
        (PG, "CREATE INDEX CONCURRENTLY IF NOT EXISTS low ON ONLY a USING btree (lower(b))"),
        (PG, "ALTER INDEX low RENAME TO lower_b"),
        (PG, "DROP INDEX CONCURRENTLY lower_b"),
        (PG, "DROP INDEX IF EXISTS a_b_c_idx, nothing"),
        (
            PG,
            "CREATE SCHEMA x; CREATE TABLE x.a (id int); CREATE INDEX one ON x.a (id); CREATE INDEX two ON x.a (id)",
        ),
        (
            PG,
            r#"CREATE INDEX one ON a (b); CREATE INDEX two ON a (b); CREATE TABLE "x.y" (id int)"#,
        ),
        (PG, "DROP INDEX x.one; ALTER INDEX x.two RENAME TO three"),
        (PG, "DROP INDEX public.one; DROP INDEX two"),
        (PG, "ALTER TABLE a DROP CONSTRAINT ab, ALTER COLUMN c TYPE bigint"),
        (
            PG,
            "CREATE UNIQUE INDEX fresh ON a (c); ALTER TABLE a ADD CONSTRAINT fresh2 UNIQUE USING INDEX fresh",
        ),
        (
            PG,
            "CREATE SCHEMA other; CREATE TABLE other.elsewhere (id int); ALTER TABLE p2 SET SCHEMA other",
        ),
        (PG, "CREATE INDEX ON a (b); CREATE INDEX ON a (b); CREATE INDEX ON a (b, id)"),
        (
            PG,
            concat!(
                "CREATE TABLE ",
                long!("x"),
                " (id int PRIMARY KEY, ",
                long!("y"),
                " int UNIQUE)"
            ),
        ),
        (PG, "DO $$ BEGIN CREATE TABLE in_a_block (id int); END $$"),
        (PG, "DROP TABLE in_a_block"),
        (MY, "ALTER TABLE a ADD INDEX (c), ADD KEY by_e (e), ADD (g int, h int), DROP INDEX ab"),
        (
            MY,
            "ALTER TABLE a CHANGE c c2 bigint, MODIFY COLUMN g bigint UNIQUE, RENAME INDEX by_e TO By_E2",
        ),
        (MY, "CREATE TABLE m LIKE a"),
        (
            MY,
            "CREATE TABLE k (id int PRIMARY KEY, x int, y int, CONSTRAINT fk FOREIGN KEY (x) REFERENCES a (id), FOREIGN KEY (y) REFERENCES a (id))",
        ),
        (MY, "CREATE INDEX by_x ON k (x)"),
        (MY, "DROP INDEX by_e2 ON a"),
        (MY, "RENAME TABLE m TO n, k TO k2"),
        (MY, "ALTER TABLE n DROP PRIMARY KEY"),
        (PG, "ALTER INDEX u SET (fillfactor = 70)"),
        (
            PG,
            "CREATE TABLE named (id int CONSTRAINT one_key PRIMARY KEY, b int CONSTRAINT two_key UNIQUE, key int)",
        ),
        (PG, "ALTER TABLE named DROP key"),
        (
            PG,
            "CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ),
        (
            MY,
            "CREATE TABLE named (id int, b int, c int, PRIMARY KEY USING BTREE (id), UNIQUE KEY USING BTREE (b), \
             KEY by_c USING BTREE (c), CONSTRAINT to_a FOREIGN KEY by_hand (c) REFERENCES a (id))",
        ),
        (MY, "ALTER TABLE named RENAME named2"),
        (MY, "ALTER TABLE named2 DROP FOREIGN KEY to_a, RENAME AS named"),
        (
            MY,
            "ALTER TABLE named ADD CONSTRAINT own FOREIGN KEY other_name (b) REFERENCES a (id), ADD KEY (c)",
        ),
        (
            MY,
            "CREATE TABLE parts (id int) PARTITION BY RANGE (id) (PARTITION one VALUES LESS THAN (9), PARTITION two VALUES LESS THAN (99))",
        ),
        (MY, "ALTER TABLE parts DROP PARTITION one"),
        (MY, "CREATE OR REPLACE VIEW v AS SELECT id FROM a"),
    ]
};

/// The names that any of the changes mention.
const TABLES: [&str; 22] = [
    "named",
    "named2",
    "parts",
    "seen",
    "a",
    "p",
    "p2",
    "t",
    "v",
    "z",
    "Mixed",
    "mixed",
    "q",
    "elsewhere",
    "m",
    "n",
    "k",
    "k2",
    "nothing",
    "other",
    "in_a_block",
    "A",
];
const COLUMNS: [&str; 20] = [
    "key",
    "partition",
    "id",
    "b",
    "B",
    "c",
    "C",
    "C2",
    "d",
    "d2",
    "e",
    "f",
    "g",
    "h",
    "q",
    "one",
    "x",
    "y",
    "other",
    "drop",
];
const INDEXES: [&str; 35] = [
    "one_key",
    "two_key",
    "by_c",
    "to_a",
    "own",
    "other_name",
    "a_pkey",
    "PRIMARY",
    "a_b_key",
    "b",
    "ab",
    "AB",
    "p_q_id_key",
    "q",
    "a_e_key",
    "e",
    "by_d",
    "Mixed_id_key",
    "u",
    "a_b_c_idx",
    "low",
    "lower_b",
    "fresh",
    "fresh2",
    "c",
    "c2",
    "by_e",
    "by_e2",
    "g",
    "fk",
    "x",
    "y",
    "by_x",
    "p_ibfk_1",
    "k2_ibfk_1",
];

/// Everything that the probes find.
async fn probe(manager: &SchemaManager<'_>) -> Result<Vec<String>, DbErr> {
    let mut found = Vec::new();
    for table in TABLES {
        if manager.has_table(table).await? {
            found.push(table.to_owned());
        } else if table != "v" {
            continue;
        }
        for column in COLUMNS {
            if manager.has_column(table, column).await? {
                found.push(format!("{table}.{column}"));
            }
        }
        for index in INDEXES {
            if manager.has_index(table, index).await? {
                found.push(format!("{table}: {index}"));
            }
        }
    }
    Ok(found)
}

/// Every table's indexes, also those whose names the server made up.
async fn indexes(db: &DatabaseConnection) -> Vec<(String, String)> {
    let sql = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => {
            "SELECT tablename::text, indexname::text FROM pg_indexes WHERE schemaname = 'public'"
        }
        _ => {
            "SELECT DISTINCT table_name, index_name FROM information_schema.statistics WHERE table_schema = DATABASE()"
        }
    };
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter()
        .map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()))
        .collect()
}

/// The model finds after each change what the server itself finds, or says that it is not sure.
async fn the_model_finds_what_the_server_finds(database: TestDatabase) {
    let db = database.connect().await;
    let backend = Backend::from(db.get_database_backend());
    let mut recorder = Recorder::new(backend).unwrap();
    for (backends, change) in CHANGES {
        if !backends.contains(&backend) {
            continue;
        }
        db.execute_unprepared(change).await.unwrap_or_else(|e| panic!("{change}: {e}"));
        recorder.up(&Migration::sql("change", change, "").transaction(false)).await.unwrap();
        let expected = probe(&SchemaManager::new(&db)).await.unwrap();
        let indexes = indexes(&db).await;
        let look = {
            let (expected, change) = (expected.clone(), *change);
            Migration::new("look", move |manager| {
                let (expected, indexes) = (expected.clone(), indexes.clone());
                Box::pin(async move {
                    for (table, index) in &indexes {
                        if !manager.has_index(table, index).await? {
                            return Err(DbErr::Custom(format!(
                                "{change}: misses the index {index} of {table}"
                            )));
                        }
                    }
                    let found = probe(manager).await?;
                    let only = |a: &[String], b: &[String]| -> Vec<String> {
                        a.iter().filter(|name| !b.contains(name)).cloned().collect()
                    };
                    let (missing, extra) = (only(&expected, &found), only(&found, &expected));
                    if !(missing.is_empty() && extra.is_empty()) {
                        return Err(DbErr::Custom(format!(
                            "{change}: misses {missing:?}, adds {extra:?}"
                        )));
                    }
                    Ok(())
                })
            })
        };
        let looked = recorder.up(&look).await;
        if change.contains("AS SELECT") || change.starts_with("DO") {
            // What the model does not find might be there.
            assert!(looked.is_err() || looked.unwrap().depends_on_data, "{change}");
        } else {
            looked.unwrap_or_else(|e| panic!("{e}"));
        }
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    block_on(async {
        the_model_finds_what_the_server_finds(TestDatabase::create(Backend::Postgres).await).await;
    });
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    block_on(async {
        the_model_finds_what_the_server_finds(TestDatabase::create(Backend::MySql).await).await;
    });
}
