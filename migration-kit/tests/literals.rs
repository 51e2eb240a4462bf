//! Defaults and types that are hard to say in Rust, from an entity to a database with rows and
//! back, on each backend.

#![cfg(test)]

use migration_kit::desired::Entities;
use migration_kit::inside::codegen::modules;
use migration_kit::inside::desired::{desired, hints};
use migration_kit::inside::diff::{Hints, OnBackend, Resolutions, Side, changes, compare};
use migration_kit::inside::introspect::live;
use migration_kit::inside::shadow::{Server, Shadow};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Target, entities, on_each_backend};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement,
};

mod entity {
    pub mod reading {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "readings")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: i32,
            #[sea_orm(default_value = 5000000000i64)]
            pub big: i64,
            #[sea_orm(default_value = -9223372036854775808i64)]
            pub lowest: i64,
            #[sea_orm(default_value = -2147483649i64)]
            pub below: i64,
            #[sea_orm(default_value = 4294967295u32)]
            pub wide: u32,
            #[sea_orm(default_value = 9223372036854775807u64)]
            pub widest: u64,
            #[sea_orm(default_value = -128i8)]
            pub small: i8,
            #[sea_orm(default_value = -32768i16)]
            pub short: i16,
            #[sea_orm(default_value = 1e60)]
            pub huge: f64,
            #[sea_orm(default_value = -1.5)]
            pub negative: f64,
            #[sea_orm(
                column_type = "Decimal(Some((20, 4)))",
                default_value = "-12345678901234.5678"
            )]
            pub price: Decimal,
            #[sea_orm(default_value = "it's \"x\" {} größe 日本 */")]
            pub r#type: String,
            #[sea_orm(default_value = true)]
            pub r#match: bool,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod thing {
        use sea_orm::entity::prelude::*;
        use sea_orm::sea_query::RcOrArc;

        #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "kind")]
        pub enum Kind {
            #[sea_orm(string_value = "plain")]
            Plain,
            #[sea_orm(string_value = "it's \"odd\"")]
            Odd,
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "Big Kind")]
        pub enum BigKind {
            #[sea_orm(string_value = "a")]
            A,
        }

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "things")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: i32,
            pub kinds: Vec<Kind>,
            pub big: Option<Vec<BigKind>>,
            pub names: Vec<String>,
            #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::custom(\"int4range\")))")]
            pub ranges: Vec<String>,
            #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Decimal(Some((9, 2)))))")]
            pub prices: Option<Vec<Decimal>>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn execute(db: &DatabaseConnection, script: &str) {
    for sql in script.split(";\n") {
        db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

/// One text, or none.
async fn ask(db: &DatabaseConnection, sql: &str) -> Option<String> {
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.and_then(|row| row.try_get_by_index(0).unwrap())
}

/// What there is to do until the database, or that without its table, is as the entities say.
async fn change(
    db: &DatabaseConnection,
    url: &str,
    entities: &Entities,
    flags: &[&str],
) -> OnBackend {
    let target = Target::parse(url).unwrap();
    let backend = target.backend();
    let shadow = match backend {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target)).await.unwrap(),
    };
    let wanted = desired(entities, &shadow).await.unwrap();
    shadow.discard().await;
    let side = Side { backend, desired: wanted, current: live(db, &[]).await.unwrap() };
    let mut resolutions = Resolutions::default();
    for flag in flags {
        resolutions.add_flag(flag).unwrap();
    }
    changes(vec![side], &[], &hints(entities), &resolutions).unwrap().remove(0)
}

async fn agree(db: &DatabaseConnection, expected: &migration_kit::inside::schema::Schema) {
    let found = live(db, &[]).await.unwrap();
    let backend = Backend::from(db.get_database_backend());
    assert_eq!(compare(backend, expected, &found), []);
    assert_eq!(compare(backend, &found, expected), []);
}

async fn defaults_are_the_entitys_both_ways(database: TestDatabase) {
    let db = connect(&database).await;
    let backend = Backend::from(db.get_database_backend());
    execute(
        &db,
        "CREATE TABLE readings (id integer NOT NULL PRIMARY KEY);\nINSERT INTO readings VALUES (1)",
    )
    .await;
    let entities = entities![entity::reading];
    let on = change(&db, database.url(), &entities, &[]).await;
    modules(std::slice::from_ref(&on)).unwrap();
    let manager = SchemaManager::new(&db);
    on.up().run(&manager).await.unwrap();
    agree(&db, &on.after).await;

    // The row that was there, one that comes now, and one that comes when a drop was rolled back:
    // each has the defaults.
    let values = async |id: u8| {
        let (text, quote) = if backend == Backend::MySql { ("char", '`') } else { ("text", '"') };
        let mut values = Vec::new();
        for column in [
            "big", "lowest", "below", "wide", "widest", "small", "short", "huge", "negative",
            "price", "type", "match",
        ] {
            let column = format!("{quote}{column}{quote}");
            let sql = match column.trim_matches(quote) {
                // A double is shown in a way of its own everywhere.
                "huge" => {
                    format!(
                        "SELECT CASE WHEN {column} = 1e60 THEN 'huge' END FROM readings WHERE id = {id}"
                    )
                }
                "match" => format!(
                    "SELECT CASE WHEN {column} THEN 'yes' END FROM readings WHERE id = {id}"
                ),
                _ => format!("SELECT CAST({column} AS {text}) FROM readings WHERE id = {id}"),
            };
            values.push(ask(&db, &sql).await.unwrap_or_default());
        }
        values
    };
    let expected = [
        "5000000000",
        "-9223372036854775808",
        "-2147483649",
        "4294967295",
        "9223372036854775807",
        "-128",
        "-32768",
        "huge",
        "-1.5",
        if backend == Backend::Sqlite { "-12345678901234.6" } else { "-12345678901234.5678" },
        "it's \"x\" {} größe 日本 */",
        "yes",
    ];
    execute(&db, "INSERT INTO readings (id) VALUES (2)").await;
    for id in [1, 2] {
        assert_eq!(values(id).await, expected, "row {id}");
    }
    on.down().run(&manager).await.unwrap();
    agree(&db, &on.before).await;
    on.up().run(&manager).await.unwrap();
    execute(&db, "INSERT INTO readings (id) VALUES (3)").await;
    for id in [1, 3] {
        assert_eq!(values(id).await, expected, "row {id}");
    }
}

/// One that is in no entity any more: `down` says its defaults again, from what the catalog tells
/// of them.
async fn dropped_defaults_come_back(database: TestDatabase) {
    let db = connect(&database).await;
    execute(&db, "CREATE TABLE readings (id integer NOT NULL PRIMARY KEY)").await;
    let entities = entities![entity::reading];
    let manager = SchemaManager::new(&db);
    change(&db, database.url(), &entities, &[]).await.up().run(&manager).await.unwrap();
    execute(&db, "INSERT INTO readings (id) VALUES (1)").await;
    let on = change(&db, database.url(), &entities![], &["--drop readings"]).await;
    let text = modules(std::slice::from_ref(&on)).unwrap().remove(0).text;
    assert!(text.contains("5000000000i64") && text.contains("-9223372036854775808i64"), "{text}");
    on.up().run(&manager).await.unwrap();
    on.down().run(&manager).await.unwrap();
    agree(&db, &on.before).await;
    execute(&db, "INSERT INTO readings (id) VALUES (2)").await;
    let cast =
        if Backend::from(db.get_database_backend()) == Backend::MySql { "char" } else { "text" };
    let big = ask(&db, &format!("SELECT CAST(big AS {cast}) FROM readings")).await;
    assert_eq!(big.as_deref(), Some("5000000000"));
}

/// Columns with defaults that are no plain numbers, in the words of each backend.
fn odd_defaults(backend: Backend) -> &'static [&'static str] {
    match backend {
        Backend::Postgres => &[
            "bigint DEFAULT -9223372036854775808",
            "numeric DEFAULT 1e300",
            "numeric(30,10) DEFAULT -12345678901234567890.0123456789",
            "double precision DEFAULT 'NaN'",
            "double precision DEFAULT '-Infinity'",
            "double precision DEFAULT 1e-300",
            "real DEFAULT -1.5e-3",
            "bytea DEFAULT '\\x00ff'",
            "integer[] DEFAULT '{1,-2}'",
            "text[] DEFAULT ARRAY['it''s', 'a\"b', '\\']",
            "jsonb DEFAULT '{\"a\": [1, \"x''\"]}'",
            "text DEFAULT E'one\\ntwo\\r\\u202e\\\\'",
            "interval DEFAULT '1 day 02:03:04'",
            "bit(3) DEFAULT B'101'",
            "uuid DEFAULT gen_random_uuid()",
            "timestamptz DEFAULT '2026-01-02 03:04:05+00'",
        ],
        Backend::MySql => &[
            "bigint unsigned DEFAULT 18446744073709551615",
            "bigint DEFAULT -9223372036854775808",
            "double DEFAULT 1e300",
            "double DEFAULT -1e-300",
            "float DEFAULT 1.5",
            "decimal(40,10) DEFAULT -123456789012345678901234567890.0123456789",
            "tinyint unsigned DEFAULT 255",
            "bit(3) DEFAULT b'101'",
            "varchar(30) DEFAULT 'one\\ntwo\\r\\\\ \"it''s\" `x`'",
            "date DEFAULT '2026-01-02'",
            "datetime(6) DEFAULT current_timestamp(6)",
            "varchar(40) DEFAULT (concat('a', 'b'))",
        ],
        _ => &[
            "integer DEFAULT 18446744073709551615",
            "integer DEFAULT -9223372036854775808",
            "double DEFAULT 1e300",
            "double DEFAULT -1e-300",
            "double DEFAULT .5",
            "integer DEFAULT 0xff",
            "blob DEFAULT x'00ff'",
            "varchar(30) DEFAULT 'one\ntwo\r\\ \"it''s\" `x`'",
            "varchar(30) DEFAULT ('a' || 'b')",
            "json_text DEFAULT ('{\"a\": 1}' ->> '$.a')",
            "timestamp_text DEFAULT CURRENT_TIMESTAMP",
        ],
    }
}

/// A table of them goes and comes back as it was, and so does each of the columns, with rows in the
/// table.
async fn any_default_comes_back(database: TestDatabase) {
    let db = connect(&database).await;
    let backend = Backend::from(db.get_database_backend());
    let columns: Vec<String> = odd_defaults(backend)
        .iter()
        .enumerate()
        .map(|(at, column)| format!("c{at} {column}"))
        .collect();
    let table = format!("CREATE TABLE t (id integer NOT NULL PRIMARY KEY, {})", columns.join(", "));
    execute(&db, &format!("{table};\nINSERT INTO t (id) VALUES (1)")).await;
    let before = live(&db, &[]).await.unwrap();
    let manager = SchemaManager::new(&db);
    let mut bare = before.clone();
    bare.tables.get_mut("t").unwrap().columns.retain(|column| column.name == "id");
    for (after, drops) in [
        (bare, (0..columns.len()).map(|at| format!("--drop t.c{at}")).collect()),
        (migration_kit::inside::schema::Schema::default(), vec!["--drop t".to_owned()]),
    ] {
        let side = Side { backend, desired: after, current: before.clone() };
        let mut resolutions = Resolutions::default();
        drops.iter().for_each(|flag: &String| resolutions.add_flag(flag).unwrap());
        let on = changes(vec![side], &[], &Hints::default(), &resolutions).unwrap().remove(0);
        modules(std::slice::from_ref(&on)).unwrap();
        on.up().run(&manager).await.unwrap();
        on.down().run(&manager).await.unwrap();
        agree(&db, &before).await;
        execute(&db, "INSERT INTO t (id) VALUES (2)").await;
    }
}

/// Arrays of enums, of custom types and of others: PostgreSQL alone has them.
async fn arrays_of_anything() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let db = connect(&database).await;
    execute(
        &db,
        "CREATE TABLE things (id integer NOT NULL PRIMARY KEY);\nINSERT INTO things VALUES (1)",
    )
    .await;
    let entities = entities![entity::thing];
    let flags = [
        "--backfill things.kinds='{plain}'",
        "--backfill things.names='{}'",
        "--backfill things.ranges='{\"[1,3)\"}'",
    ];
    let on = change(&db, database.url(), &entities, &flags).await;
    let text: String =
        modules(std::slice::from_ref(&on)).unwrap().iter().map(|m| m.text.clone()).collect();
    assert!(text.contains(".array(ColumnType::custom(\"int4range\"))"), "{text}");
    let manager = SchemaManager::new(&db);
    on.up().run(&manager).await.unwrap();
    agree(&db, &on.after).await;
    let first = "SELECT kinds::text || ranges::text || names::text FROM things WHERE id = 1";
    assert_eq!(ask(&db, first).await.as_deref(), Some("{plain}{\"[1,3)\"}{}"));
    execute(&db, "INSERT INTO things (id, kinds, big, names, ranges, prices) VALUES (2, array['it''s \"odd\"', 'plain']::kind[], '{a}', '{x}', '{}', '{1.25}')")
        .await;
    on.down().run(&manager).await.unwrap();
    agree(&db, &on.before).await;
    on.up().run(&manager).await.unwrap();

    // What goes comes back, to rows as well.
    execute(&db, "CREATE TABLE others (id integer NOT NULL PRIMARY KEY)").await;
    let before = live(&db, &[]).await.unwrap();
    let mut after = before.clone();
    after.tables.get_mut("things").unwrap().columns.retain(|column| column.name == "id");
    after.enums.clear();
    let side = Side { backend: Backend::Postgres, desired: after, current: before };
    let mut resolutions = Resolutions::default();
    for column in ["kinds", "big", "names", "ranges", "prices"] {
        resolutions.add_flag(&format!("--drop things.{column}")).unwrap();
    }
    let on = changes(vec![side], &[], &hints(&entities), &resolutions).unwrap().remove(0);
    modules(std::slice::from_ref(&on)).unwrap();
    on.up().run(&manager).await.unwrap();
    on.down().run(&manager).await.unwrap();
    agree(&db, &on.before).await;
    assert_eq!(
        ask(&db, "SELECT count(*)::text FROM things WHERE kinds = '{}'").await.as_deref(),
        Some("2")
    );
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn arrays_of_anything_on_postgres() {
    block_on(arrays_of_anything());
}

on_each_backend!(
    defaults_are_the_entitys_both_ways,
    dropped_defaults_come_back,
    any_default_comes_back
);
