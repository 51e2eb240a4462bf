//! `ops::rebuild_table` keeps what the naive way loses.

#![cfg(test)]

mod common;

use common::{List, Migration, number, run, texts};
use migration_kit::apply;
use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::testing::{Backend, TestDatabase};
use sea_orm_migration::MigratorTraitSelf as _;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    ConnectOptions, Database, DatabaseConnection, TransactionTrait as _,
};

/// A parent with a child and a grandchild, each row of which would go with its parent's.
const FAMILY: &[&str] = &[
    "CREATE TABLE parent (id integer PRIMARY KEY, name text)",
    "CREATE TABLE child (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent (id) ON DELETE CASCADE)",
    "CREATE TABLE grandchild (id integer PRIMARY KEY, child_id integer NOT NULL REFERENCES child (id) ON DELETE CASCADE)",
    "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
    "INSERT INTO child VALUES (1, 1), (2, 1), (3, 2)",
    "INSERT INTO grandchild VALUES (1, 1), (2, 3)",
];

async fn family(connections: u32) -> (TestDatabase, DatabaseConnection) {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(connections).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    run(&db, FAMILY).await;
    (database, db)
}

/// Parents, children, grandchildren.
async fn counts(db: &DatabaseConnection) -> [i64; 3] {
    let count = async |table| number(db, &format!("SELECT count(*) FROM {table}")).await;
    [count("parent").await, count("child").await, count("grandchild").await]
}

/// `parent` with a required name.
fn required_name() -> RebuildTable {
    RebuildTable::to(
        Table::create()
            .table("parent")
            .col(ColumnDef::new("id").integer().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .take(),
    )
}

fn rebuilding_migration() -> List {
    List(vec![Migration::new("m1", |manager| {
        Box::pin(async move { rebuild_table(manager, required_name()).await })
    })])
}

/// The trap that the rest of this file is about: what everybody writes first.
#[tokio::test]
async fn the_naive_way_loses_the_children() {
    let (_database, db) = family(1).await;
    let naive = |manager: &SchemaManager<'_>| {
        let statements = [
            "PRAGMA foreign_keys = OFF",
            "CREATE TABLE parent_new (id integer PRIMARY KEY, name text NOT NULL)",
            "INSERT INTO parent_new SELECT * FROM parent",
            "DROP TABLE parent",
            "ALTER TABLE parent_new RENAME TO parent",
            "PRAGMA foreign_keys = ON",
        ];
        let db = manager.get_connection().get_database_backend();
        assert_eq!(db, Backend::Sqlite.into());
        statements
    };
    let transaction = db.begin().await.unwrap();
    let manager = SchemaManager::new(&transaction);
    run(manager.get_connection(), &naive(&manager)).await;
    transaction.commit().await.unwrap();
    assert_eq!(counts(&db).await, [2, 0, 0], "the PRAGMA does nothing inside a transaction");
}

#[tokio::test]
async fn children_keep_their_rows_under_the_kit() {
    let (_database, db) = family(1).await;
    apply::up(&db, rebuilding_migration()).await.unwrap();
    check_rebuilt(&db).await;
}

#[tokio::test]
async fn children_keep_their_rows_beside_a_pool() {
    let (_database, db) = family(4).await;
    apply::up(&db, rebuilding_migration()).await.unwrap();
    check_rebuilt(&db).await;
}

#[tokio::test]
async fn children_keep_their_rows_in_memory() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    run(&db, FAMILY).await;
    apply::up(&db, rebuilding_migration()).await.unwrap();
    check_rebuilt(&db).await;
}

#[tokio::test]
async fn children_keep_their_rows_under_the_stock_executor() {
    for connections in [1, 4] {
        let (_database, db) = family(connections).await;
        rebuilding_migration().up(&db, None).await.unwrap();
        check_rebuilt(&db).await;
    }
}

#[tokio::test]
async fn children_keep_their_rows_without_a_transaction() {
    let (_database, db) = family(1).await;
    let List(migrations) = rebuilding_migration();
    apply::up(
        &db,
        List(migrations.into_iter().map(|migration| migration.transaction(false)).collect()),
    )
    .await
    .unwrap();
    check_rebuilt(&db).await;
}

async fn check_rebuilt(db: &DatabaseConnection) {
    assert_eq!(counts(db).await, [2, 3, 2]);
    assert!(
        texts(db, "SELECT sql FROM sqlite_schema WHERE name = 'parent'").await[0]
            .contains("NOT NULL")
    );
    assert_eq!(number(db, "PRAGMA foreign_keys").await, 1, "foreign keys are on again");
    assert!(
        db.execute_unprepared("INSERT INTO child VALUES (9, 9)").await.is_err(),
        "and still refer to the table"
    );
    run(db, &["DELETE FROM parent WHERE id = 1"]).await;
    assert_eq!(counts(db).await, [1, 1, 1], "and still cascade");
}

#[tokio::test]
async fn a_transaction_with_foreign_keys_on_is_refused() {
    let (_database, db) = family(1).await;
    let transaction = db.begin().await.unwrap();
    let error = rebuild_table(&SchemaManager::new(&transaction), required_name())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("table parent cannot be rebuilt inside a transaction with foreign keys on"),
        "{error}"
    );
    transaction.commit().await.unwrap();
    assert_eq!(counts(&db).await, [2, 3, 2]);
    assert!(
        !texts(&db, "SELECT sql FROM sqlite_schema WHERE name = 'parent'").await[0]
            .contains("NOT NULL")
    );
    // The same through the stock executor, whose migration asks for a transaction.
    let List(migrations) = rebuilding_migration();
    let stock = List(migrations.into_iter().map(|migration| migration.transaction(true)).collect());
    assert!(stock.up(&db, None).await.is_err());
    assert_eq!(counts(&db).await, [2, 3, 2]);
}

/// Runs one rebuild under the stock executor's plain connection.
async fn rebuild(db: &DatabaseConnection, to: RebuildTable) -> Result<(), String> {
    rebuild_table(&SchemaManager::new(db), to).await.map_err(|e| e.to_string())
}

#[tokio::test]
async fn indexes_triggers_and_views_survive() {
    let (_database, db) = family(1).await;
    run(
        &db,
        &[
            "CREATE TABLE log (what text)",
            "CREATE UNIQUE INDEX by_name ON parent (name COLLATE NOCASE) WHERE id > 0",
            "CREATE INDEX \"od\"\"d\" ON PARENT (lower(name), id DESC)",
            "CREATE TRIGGER note AFTER INSERT ON parent BEGIN INSERT INTO log VALUES (new.name); END",
            "CREATE TRIGGER elsewhere AFTER DELETE ON log BEGIN UPDATE parent SET name = name || '!'; END",
            "CREATE VIEW names AS SELECT name FROM parent ORDER BY id",
            "CREATE VIEW shouted AS SELECT upper(name) AS name FROM names",
            "CREATE VIEW broken AS SELECT * FROM nowhere",
        ],
    )
    .await;
    let others =
        "SELECT sql FROM sqlite_schema WHERE name != 'parent' AND sql IS NOT NULL ORDER BY name";
    let before = texts(&db, others).await;

    rebuild(&db, required_name()).await.unwrap();

    assert_eq!(texts(&db, others).await, before);
    run(&db, &["INSERT INTO parent VALUES (3, 'c')"]).await;
    assert_eq!(texts(&db, "SELECT what FROM log").await, ["c"]);
    assert_eq!(texts(&db, "SELECT name FROM shouted").await, ["A", "B", "C"]);
    assert!(
        db.execute_unprepared("INSERT INTO parent VALUES (4, 'C')").await.is_err(),
        "still unique"
    );
    run(&db, &["DELETE FROM log"]).await;
    assert_eq!(texts(&db, "SELECT name FROM names").await, ["a!", "b!", "c!"]);
    assert_eq!(number(&db, "PRAGMA legacy_alter_table").await, 0);
}

#[tokio::test]
async fn what_does_not_fit_the_definition_changes_nothing() {
    let without_name = || {
        RebuildTable::to(
            Table::create()
                .table("parent")
                .col(ColumnDef::new("id").integer().primary_key())
                .take(),
        )
        .drop_column("name")
    };
    for (object, expected) in [
        (
            "CREATE INDEX by_name ON parent (name)",
            "index by_name of table parent does not fit its new definition",
        ),
        (
            "CREATE VIEW names AS SELECT name FROM parent",
            "view names does not fit the new definition of table parent",
        ),
        // In double quotes, as sea-query writes names, SQLite takes a column that is not there for
        // a text.
        (
            "CREATE INDEX by_name ON parent (\"name\")",
            "index by_name of table parent does not fit its new definition",
        ),
        (
            "CREATE VIEW names AS SELECT \"name\" FROM parent",
            "view names does not fit the new definition of table",
        ),
        (
            "INSERT INTO parent VALUES (3, NULL)",
            "the rows of table parent do not fit its new definition: NOT NULL",
        ),
    ] {
        let (_database, db) = family(1).await;
        run(&db, &[object]).await;
        let before =
            texts(&db, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY rowid").await;
        let rows = counts(&db).await;
        let to = if object.starts_with("INSERT") { required_name() } else { without_name() };
        let error = rebuild(&db, to).await.unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert_eq!(
            texts(&db, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY rowid").await,
            before
        );
        assert_eq!(counts(&db).await, rows);
        assert_eq!(number(&db, "PRAGMA foreign_keys").await, 1);
        assert_eq!(number(&db, "PRAGMA legacy_alter_table").await, 0);
    }
}

#[tokio::test]
async fn columns_are_renamed_filled_added_and_dropped() {
    let (_database, db) = family(1).await;
    run(
        &db,
        &[
            "CREATE TABLE t (id integer PRIMARY KEY, \"old na\"\"me\" text, gone text, n integer)",
            "INSERT INTO t VALUES (1, 'a', 'x', 2), (2, NULL, 'y', 3)",
        ],
    )
    .await;
    let to = RebuildTable::to(
        Table::create()
            .table("t")
            .col(ColumnDef::new("id").integer().primary_key())
            .col(ColumnDef::new("näme").text().not_null())
            .col(ColumnDef::new("n").big_integer())
            .col(ColumnDef::new("added").text().not_null().default("d"))
            .col(ColumnDef::new("double").integer().generated(Expr::col("n").mul(2), true))
            .take(),
    )
    .rename_column("old na\"me", "näme")
    .fill_column("näme", Expr::col("old na\"me").if_null("none"))
    .drop_column("GONE");
    rebuild(&db, to).await.unwrap();
    let rows =
        texts(&db, "SELECT concat_ws('|', id, \"näme\", n, added, double) FROM t ORDER BY id")
            .await;
    assert_eq!(rows, ["1|a|2|d|4", "2|none|3|d|6"]);
    // And once more, now that a generated column is there to be left out of the copy.
    let again = RebuildTable::to(
        Table::create()
            .table("t")
            .col(ColumnDef::new("id").integer().primary_key())
            .col(ColumnDef::new("double").integer().generated(Expr::val(1), false))
            .take(),
    );
    let again = ["näme", "n", "added"].into_iter().fold(again, RebuildTable::drop_column);
    rebuild(&db, again).await.unwrap();
    assert_eq!(
        texts(&db, "SELECT concat_ws('|', id, double) FROM t ORDER BY id").await,
        ["1|1", "2|1"]
    );
}

#[tokio::test]
async fn a_mistake_in_the_call_is_a_clear_error() {
    let (_database, db) = family(1).await;
    let definition =
        || Table::create().table("parent").col(ColumnDef::new("id").integer().primary_key()).take();
    let missing = Table::create().table("nowhere").col(ColumnDef::new("id").integer()).take();
    for (to, expected) in [
        (RebuildTable::to(missing), "table nowhere cannot be rebuilt: it does not exist"),
        (
            RebuildTable::to(definition()).rename_column("x", "id"),
            "table parent has no column x to be renamed to id",
        ),
        (
            RebuildTable::to(definition()).fill_column("x", 1),
            "the new definition of table parent has no column x",
        ),
        (RebuildTable::to(Table::create().take()), "without the name of its table"),
    ] {
        let error = rebuild(&db, to).await.unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert_eq!(counts(&db).await, [2, 3, 2]);
    }
}

/// What an out-of-order migration says, from a branch: it does not know the columns that newer
/// migrations have added.
#[tokio::test]
async fn a_definition_older_than_the_table_loses_nothing() {
    let (_database, db) = family(1).await;
    run(&db, &["ALTER TABLE parent ADD COLUMN \"Newer\" text", "UPDATE parent SET newer = 'kept'"])
        .await;
    let error = apply::up(&db, rebuilding_migration()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration m1 failed while it was applied: table parent has the column Newer, which its new definition leaves out. \
         Add it there, or say drop_column(\"Newer\") if its values may go"
    );
    assert_eq!(texts(&db, "SELECT newer FROM parent").await, ["kept", "kept"]);
    assert_eq!(counts(&db).await, [2, 3, 2]);
}

/// No definition of an entity says STRICT, and the rows were written under it.
#[tokio::test]
async fn found_a_strict_table_that_took_anything() {
    let (_database, db) = family(1).await;
    let options = "SELECT strict || ' ' || wr FROM pragma_table_list WHERE name = 't'";
    for (made, said, kept) in [
        ("STRICT", None, "1 0"),
        ("WITHOUT ROWID, STRICT", None, "1 1"),
        ("STRICT", Some("WITHOUT ROWID"), "0 1"),
        ("", None, "0 0"),
    ] {
        run(&db, &[&format!("CREATE TABLE t (id integer PRIMARY KEY, n integer) {made}")]).await;
        run(&db, &["INSERT INTO t VALUES (1, 2)"]).await;
        let mut table = Table::create();
        table.table("t").col(ColumnDef::new("id").integer().primary_key());
        table.col(ColumnDef::new("n").integer().not_null());
        if let Some(said) = said {
            table.extra(said);
        }
        rebuild(&db, RebuildTable::to(table)).await.unwrap();
        assert_eq!(texts(&db, options).await, [kept], "{made}");
        let text = db.execute_unprepared("INSERT INTO t VALUES (3, 'text')").await;
        assert_eq!(text.is_err(), kept.starts_with('1'), "{made}");
        run(&db, &["DROP TABLE t"]).await;
    }
}

/// Names are the same whatever their case, for SQLite and so for the rebuild.
#[tokio::test]
async fn names_are_compared_as_sqlite_does() {
    let (_database, db) = family(1).await;
    run(&db, &["CREATE TABLE t (Kind text, TYPE text)", "INSERT INTO t VALUES ('k', 't')"]).await;
    let table = Table::create().table("t").col(ColumnDef::new("type").text()).take();
    let to = RebuildTable::to(table).rename_column("kind", "Type").drop_column("tYpE");
    rebuild(&db, to).await.unwrap();
    assert_eq!(texts(&db, "SELECT type FROM t").await, ["k"]);
}

/// A column that another one is renamed to, and rows of which nothing would be left, do not go
/// without a word.
#[tokio::test]
async fn a_rename_onto_a_column_is_refused() {
    let (_database, db) = family(1).await;
    run(&db, &["CREATE TABLE t (a text, b text)", "INSERT INTO t VALUES ('a', 'b')"]).await;
    let column =
        |name: &'static str| Table::create().table("t").col(ColumnDef::new(name).text()).take();
    let onto = RebuildTable::to(column("b")).rename_column("a", "B");
    let error = rebuild(&db, onto.clone()).await.unwrap_err();
    assert!(
        error.contains("a cannot be renamed to B: table t has the column B already"),
        "{error}"
    );
    let nothing = RebuildTable::to(column("c")).drop_column("a").drop_column("b");
    let error = rebuild(&db, nothing).await.unwrap_err();
    assert!(error.contains("no column of its new definition takes anything over"), "{error}");
    assert_eq!(texts(&db, "SELECT a || b FROM t").await, ["ab"]);
    rebuild(&db, onto.drop_column("b")).await.unwrap();
    assert_eq!(texts(&db, "SELECT b FROM t").await, ["a"]);
}

#[tokio::test]
async fn an_autoincrement_counter_goes_on_where_it_was() {
    let (_database, db) = family(1).await;
    run(
        &db,
        &[
            "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, name text)",
            "INSERT INTO t VALUES (1, 'a'), (50, 'b')",
            "DELETE FROM t WHERE id = 50",
        ],
    )
    .await;
    let to = RebuildTable::to(
        Table::create()
            .table("t")
            .col(ColumnDef::new("id").integer().primary_key().auto_increment())
            .col(ColumnDef::new("name").text().not_null())
            .take(),
    );
    rebuild(&db, to).await.unwrap();
    run(&db, &["INSERT INTO t (name) VALUES ('c')"]).await;
    assert_eq!(number(&db, "SELECT max(id) FROM t").await, 51);
}

#[tokio::test]
async fn old_orphans_do_not_block_and_new_ones_do() {
    let (_database, db) = family(1).await;
    run(
        &db,
        &[
            "PRAGMA foreign_keys = OFF",
            "INSERT INTO child VALUES (9, 9)",
            "PRAGMA foreign_keys = ON",
        ],
    )
    .await;
    rebuild(&db, required_name()).await.unwrap();

    // `name` becomes a reference that no row satisfies.
    let mut parent = ForeignKey::create();
    let parent = parent.from("parent", "name").to("child", "id");
    let to = RebuildTable::to(
        Table::create()
            .table("parent")
            .col(ColumnDef::new("id").integer().primary_key())
            .col(ColumnDef::new("name").text())
            .foreign_key(parent)
            .take(),
    );
    let error = rebuild(&db, to).await.unwrap_err();
    assert!(
        error
            .contains("it leaves rows that violate a foreign key: 2 of parent without their child"),
        "{error}"
    );
    assert_eq!(counts(&db).await, [2, 4, 2]);
}

#[tokio::test]
async fn a_table_that_references_itself_keeps_its_rows() {
    let (_database, db) = family(1).await;
    run(
        &db,
        &[
            "CREATE TABLE \"Tree\" (id integer PRIMARY KEY, up integer REFERENCES \"Tree\" (id) ON DELETE CASCADE)",
            "INSERT INTO \"Tree\" VALUES (1, NULL), (2, 1), (3, 2)",
        ],
    )
    .await;
    let mut up = ForeignKey::create();
    let up = up.from("Tree", "up").to("Tree", "id").on_delete(ForeignKeyAction::Cascade);
    let to = RebuildTable::to(
        Table::create()
            .table("Tree")
            .col(ColumnDef::new("id").integer().primary_key())
            .col(ColumnDef::new("up").integer())
            .col(ColumnDef::new("label").text().not_null().default("x"))
            .foreign_key(up)
            .take(),
    );
    rebuild(&db, to).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM \"Tree\"").await, 3);
    run(&db, &["DELETE FROM \"Tree\" WHERE id = 1"]).await;
    assert_eq!(
        number(&db, "SELECT count(*) FROM \"Tree\"").await,
        0,
        "the reference is to the table itself"
    );
}

#[tokio::test]
#[ignore = "needs PostgreSQL and MySQL or MariaDB: cargo xtask test"]
async fn it_is_for_sqlite() {
    for backend in [Backend::Postgres, Backend::MySql] {
        let database = TestDatabase::create(backend).await;
        let error = rebuild(&database.connect().await, required_name()).await.unwrap_err();
        assert!(error.contains("ops::rebuild_table, which is for SQLite"), "{error}");
    }
}
