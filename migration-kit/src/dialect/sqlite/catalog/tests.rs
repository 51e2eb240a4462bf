//! Tables of SQLite that are read more than once.

#![cfg(test)]

use sea_orm::{ConnectionTrait as _, DatabaseExecutor};

use super::*;
use crate::testing::{TestDatabase, block_on};

/// What is known of a table is what would be read of it, whichever way the table has changed.
#[test]
fn a_table_that_was_read_before_is_the_same() {
    let changes = [
        "CREATE TABLE a (id integer PRIMARY KEY, name text DEFAULT 'x')",
        "CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a, UNIQUE (a))",
        "CREATE INDEX i ON a (name)",
        "CREATE INDEX j ON b (a) WHERE a > 1",
        "CREATE TEMP TABLE a (y integer)",
        "ALTER TABLE main.a ADD COLUMN c varchar(3) COLLATE NOCASE",
        "DROP TABLE temp.a",
        "ALTER TABLE a RENAME COLUMN name TO title",
        "ALTER TABLE a RENAME TO \"A b\"",
        "DROP INDEX i",
        "CREATE UNIQUE INDEX i ON \"A b\" (lower(title))",
        "ALTER TABLE \"A b\" DROP COLUMN c",
        "DROP TABLE b",
        "CREATE TABLE b (id integer)",
    ];
    block_on(async {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let db = sea_orm::Database::connect(database.url()).await.unwrap();
        for change in changes {
            db.execute_unprepared(change).await.unwrap();
            let executor = DatabaseExecutor::from(&db);
            let mut rows = Db::Executor(&executor);
            let of = definitions(&mut rows).await.unwrap().into_iter();
            let of = of.map(|of| (table_name(Some(of.name.clone())), of)).collect();
            let mut anew = tables(&mut rows, &of).await.unwrap();
            with_parent_keys(&mut anew);
            for _ in 0..2 {
                assert_eq!(Sqlite.read(&mut rows).await.unwrap(), anew, "{change}");
            }
        }
    });
}
