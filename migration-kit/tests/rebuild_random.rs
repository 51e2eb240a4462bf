//! Random tables, random new definitions: `ops::rebuild_table` keeps every value that it was not
//! told to drop, or refuses and changes nothing.

#![cfg(test)]

mod common;

use common::{number, run, texts};
use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::testing::block_on;
use proptest::prelude::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{Database, DatabaseConnection};

/// Names that need quotes, differ in case alone from a keyword, or are no ASCII.
const NAMES: [&str; 6] = ["a", "Order", "b c", "d\"q", "é", "select"];

/// What the new definition does with a column.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Keep,
    Rename,
    Drop,
    Fill,
    /// Left out without a word.
    Forget,
}

#[derive(Clone, Debug)]
struct Case {
    autoincrement: bool,
    columns: Vec<(&'static str, Fate)>,
    /// Each row has a value for each column: NULL, a number, a text or bytes.
    rows: Vec<Vec<&'static str>>,
    indexed: Option<usize>,
    /// Where the new definition begins among the columns, so that their order changes.
    rotate: usize,
    added: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let fate = prop_oneof![
        8 => Just(Fate::Keep),
        2 => Just(Fate::Rename),
        2 => Just(Fate::Drop),
        1 => Just(Fate::Fill),
        1 => Just(Fate::Forget),
    ];
    let value = prop::sample::select(vec![
        "NULL",
        "0",
        "-7",
        "2.5",
        "'it''s'",
        "''",
        "'123'",
        "x'00ff'",
        "'ü\u{1f980}'",
    ]);
    (1..=NAMES.len()).prop_flat_map(move |width| {
        (
            any::<bool>(),
            prop::collection::vec(fate.clone(), width),
            prop::collection::vec(prop::collection::vec(value.clone(), width), 0..6),
            prop::option::of(0..width),
            0..=width,
            any::<bool>(),
        )
            .prop_map(|(autoincrement, fates, rows, indexed, rotate, added)| Case {
                autoincrement,
                columns: NAMES.into_iter().zip(fates).collect(),
                rows,
                indexed,
                rotate,
                added,
            })
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn create(db: &DatabaseConnection, case: &Case) {
    let columns: String =
        case.columns.iter().map(|(name, _)| format!(", {}", quoted(name))).collect();
    let key = if case.autoincrement { " AUTOINCREMENT" } else { "" };
    run(db, &[&format!("CREATE TABLE \"t t\" (id integer PRIMARY KEY{key}{columns})")]).await;
    run(db, &["CREATE TABLE child (t integer NOT NULL REFERENCES \"t t\" (id) ON DELETE CASCADE)"])
        .await;
    for (id, row) in case.rows.iter().enumerate() {
        let id = id * 3 + 1;
        run(db, &[&format!("INSERT INTO \"t t\" VALUES ({id}, {})", row.join(", "))]).await;
        run(db, &[&format!("INSERT INTO child VALUES ({id}), ({id})")]).await;
    }
    if let Some(at) = case.indexed {
        run(db, &[&format!("CREATE INDEX i ON \"t t\" ({})", quoted(case.columns[at].0))]).await;
    }
}

fn definition(case: &Case) -> RebuildTable {
    let mut table = Table::create();
    let mut id = ColumnDef::new("id").integer().primary_key().take();
    if case.autoincrement {
        id.auto_increment();
    }
    table.table("t t").col(id);
    if case.added {
        table.col(ColumnDef::new("added").text().not_null().default("new"));
    }
    let mut columns = case.columns.clone();
    columns.rotate_left(case.rotate);
    // Without a type SQLite keeps a value as it is.
    let untyped = |name: String| ColumnDef::new(name).custom("").take();
    for (name, fate) in &columns {
        match fate {
            Fate::Keep | Fate::Fill => table.col(untyped((*name).to_owned())),
            Fate::Rename => table.col(untyped(format!("new {name}"))),
            Fate::Drop | Fate::Forget => &mut table,
        };
    }
    columns.iter().fold(RebuildTable::to(table), |rebuild, (name, fate)| match fate {
        Fate::Rename => rebuild.rename_column(*name, format!("new {name}")),
        Fate::Fill => rebuild.fill_column(*name, Expr::val("filled")),
        Fate::Drop => rebuild.drop_column(*name),
        Fate::Keep | Fate::Forget => rebuild,
    })
}

/// The values of a column in the order of the rows, each as SQL.
async fn values(db: &DatabaseConnection, column: &str) -> Vec<String> {
    texts(db, &format!("SELECT quote({}) FROM \"t t\" ORDER BY id", quoted(column))).await
}

async fn check(case: Case) {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    create(&db, &case).await;
    let schema = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY rowid";
    let (schema_before, children) =
        (texts(&db, schema).await, number(&db, "SELECT count(*) FROM child").await);
    let mut before = Vec::new();
    for (name, _) in &case.columns {
        before.push(values(&db, name).await);
    }

    let result = rebuild_table(&SchemaManager::new(&db), definition(&case)).await;

    let forgotten = case.columns.iter().any(|(_, fate)| *fate == Fate::Forget);
    let index_fits =
        case.indexed.is_none_or(|at| matches!(case.columns[at].1, Fate::Keep | Fate::Fill));
    assert_eq!(result.is_ok(), !forgotten && index_fits, "{result:?}");
    for ((name, fate), before) in case.columns.iter().zip(before) {
        match (result.is_ok(), fate) {
            (false, _) | (true, Fate::Keep) => assert_eq!(values(&db, name).await, before),
            (true, Fate::Rename) => assert_eq!(values(&db, &format!("new {name}")).await, before),
            (true, Fate::Fill) => {
                assert!(values(&db, name).await.iter().all(|value| value == "'filled'"))
            }
            (true, Fate::Drop | Fate::Forget) => {}
        }
    }
    if result.is_err() {
        assert_eq!(texts(&db, schema).await, schema_before);
    } else if case.added {
        assert!(values(&db, "added").await.iter().all(|value| value == "'new'"));
    }
    assert_eq!(number(&db, "SELECT count(*) FROM child").await, children);
    assert_eq!(number(&db, "PRAGMA foreign_keys").await, 1);
    run(&db, &["DELETE FROM \"t t\""]).await;
    assert_eq!(
        number(&db, "SELECT count(*) FROM child").await,
        0,
        "the children still belong to the table"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_keeps_what_it_was_not_told_to_drop(case in case()) {
        block_on(check(case));
    }
}
