//! The text of a generated module does the same as the changes that it was made of: the modules of
//! random pairs of schemas are compiled in one crate, with clippy looking on, and run up and down
//! there.

#![cfg(test)]

mod random;
mod workspace;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use migration_kit::inside::codegen::{modules, rustfmt};
use migration_kit::inside::diff::{Hints, OnBackend, Resolutions, Side, changes};
use migration_kit::inside::introspect::live;
use migration_kit::inside::schema::{Column, Schema, Table, qualified};
use migration_kit::testing::{Backend, block_on};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm_migration::prelude::{ColumnType, IntoIden as _, PgInterval, RcOrArc, StringLen};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement,
};
use workspace::Workspace;

const COUNT: usize = 150;
/// How many of them are told once more with tables and enums in schemas, on PostgreSQL alone.
const IN_SCHEMAS: usize = 50;
const SERVERS: [Backend; 2] = [Backend::Postgres, Backend::MySql];

struct Case {
    /// The statements that make the schema before.
    create: Vec<String>,
    before: Schema,
    on: Vec<OnBackend>,
    /// The same with some of it in schemas of PostgreSQL.
    in_schemas: OnBackend,
}

async fn in_memory() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// The same pairs in every run, without those that are equal.
async fn cases() -> Vec<Case> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[42; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut cases = Vec::new();
    while cases.len() < COUNT {
        let (a, b) = random::pair().new_tree(&mut runner).unwrap().current();
        let (for_a, for_b) = (in_memory().await, in_memory().await);
        a.create(&for_a).await;
        b.create(&for_b).await;
        let (before, after) = (live(&for_a, &[]).await.unwrap(), live(&for_b, &[]).await.unwrap());
        let drops = before
            .tables
            .keys()
            .filter(|name| !after.tables.contains_key(*name))
            .cloned()
            .collect();
        let backfills = b.backfills(&a, Backend::Sqlite);
        let resolutions =
            Resolutions { consent_to_all: true, drops, backfills, ..Resolutions::default() };
        let side = Side { backend: Backend::Sqlite, desired: after, current: before.clone() };
        let hints = Hints { types: b.enum_columns(), ..Hints::default() };
        let on = changes(vec![side], &SERVERS, &hints, &resolutions).unwrap();
        if !on.iter().all(OnBackend::is_empty) {
            let in_schemas = in_schemas(&on);
            cases.push(Case { create: statements(&for_a).await, before, on, in_schemas });
        }
    }
    cases
}

/// Literals and names that are hard to say in Rust: both ways, because `down` says again what `up`
/// has dropped.
const HARD: &[(&str, &str)] = &[
    (
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a integer NOT NULL DEFAULT 5000000000)",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, \
         b integer NOT NULL DEFAULT -5000000000, c integer NOT NULL DEFAULT 9223372036854775807, \
         d integer NOT NULL DEFAULT -9223372036854775808, e integer NOT NULL DEFAULT 18446744073709551615, \
         f integer NOT NULL DEFAULT 2147483647, g integer NOT NULL DEFAULT -2147483648, \
         h integer NOT NULL DEFAULT 2147483648, i integer NOT NULL DEFAULT -2147483649, \
         j double NOT NULL DEFAULT 1e300, k double NOT NULL DEFAULT -1.5, l double NOT NULL DEFAULT 1e-300, \
         m tinyint NOT NULL DEFAULT -128, n boolean NOT NULL DEFAULT TRUE, \
         o real_decimal NOT NULL DEFAULT 12345678901234567890.123)",
    ),
    (
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'it''s \\ \"x\" {}')",
        "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, \
         b varchar(9) NOT NULL DEFAULT 'one\ntwo\r\tthree\r\n', c text NOT NULL DEFAULT '\u{202e}größe\u{200b}日本🦀', \
         d text NOT NULL DEFAULT '*/ // /* r#\"#', e text CHECK (e <> 'one\r\u{202e}two */'), \
         f enum_text CHECK (f IN ('a\r\nb', '\u{2066}x', '')))",
    ),
    (
        "CREATE TABLE expr_trait (\"self\" integer, \"match\" integer, \"r#type\" integer, \"into_iden\" text)",
        "CREATE TABLE expr_trait (\"self\" bigint, \"fn\" integer CHECK (\"fn\" > 0), \"super\" text NOT NULL);\n\
         CREATE TABLE into_iden (\"type\" integer PRIMARY KEY, \"Table\" text, \"into_iden\" text);\n\
         CREATE TABLE conditional_statement (\"rc_or_arc\" integer, \"\u{202e}\" text);\n\
         CREATE TABLE \"crate\" (id integer);\nCREATE TABLE \"\u{202e}*/\r\" (id integer)",
    ),
];

async fn hard((before, after): &(&str, &str)) -> Case {
    let (for_a, for_b) = (in_memory().await, in_memory().await);
    for (db, script) in [(&for_a, before), (&for_b, after)] {
        for sql in script.split(";\n") {
            db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
    }
    let (before, after) = (live(&for_a, &[]).await.unwrap(), live(&for_b, &[]).await.unwrap());
    let backfills = [(("expr_trait".to_owned(), "super".to_owned()), "'\r\u{202e}'".to_owned())];
    let resolutions =
        Resolutions { consent_to_all: true, backfills: backfills.into(), ..Resolutions::default() };
    let side = Side { backend: Backend::Sqlite, desired: after, current: before.clone() };
    let on = changes(vec![side], &SERVERS, &Hints::default(), &resolutions).unwrap();
    let in_schemas = in_schemas(&on);
    Case { create: statements(&for_a).await, before, on, in_schemas }
}

/// Every type of a column, with what PostgreSQL calls it.
fn types() -> Vec<(ColumnType, &'static str)> {
    use ColumnType as T;
    let list = |element: ColumnType| T::Array(RcOrArc::new(element));
    let kind = T::Enum {
        name: "kind".into_iden(),
        variants: vec!["a".into_iden(), "b \"c\"".into_iden()],
    };
    vec![
        (list(kind), "kind[]"),
        (list(T::custom("citext")), "citext[]"),
        (list(list(T::Integer)), "integer[][]"),
        (list(T::Char(Some(3))), "character(3)[]"),
        (list(T::Char(None)), "character(1)[]"),
        (list(T::String(StringLen::None)), "character varying[]"),
        (list(T::String(StringLen::N(9))), "character varying(9)[]"),
        (list(T::Text), "text[]"),
        (list(T::Blob), "bytea[]"),
        (list(T::TinyInteger), "smallint[]"),
        (list(T::BigInteger), "bigint[]"),
        (list(T::SmallUnsigned), "integer[]"),
        (list(T::BigUnsigned), "bigint[]"),
        (list(T::Float), "real[]"),
        (list(T::Double), "double precision[]"),
        (list(T::Decimal(None)), "numeric[]"),
        (list(T::Decimal(Some((12, 3)))), "numeric(12,3)[]"),
        (list(T::DateTime), "timestamp without time zone[]"),
        (list(T::TimestampWithTimeZone), "timestamp with time zone[]"),
        (list(T::Time), "time without time zone[]"),
        (list(T::Date), "date[]"),
        (list(T::Interval(Some(PgInterval::YearToMonth), None)), "interval YEAR TO MONTH[]"),
        (list(T::Binary(3)), "bytea[]"),
        (list(T::VarBinary(StringLen::Max)), "bytea[]"),
        (list(T::Bit(Some(3))), "bit(3)[]"),
        (list(T::VarBit(5)), "bit varying(5)[]"),
        (list(T::Boolean), "boolean[]"),
        (list(T::Money(None)), "money[]"),
        (list(T::Json), "json[]"),
        (list(T::JsonBinary), "jsonb[]"),
        (list(T::Uuid), "uuid[]"),
        (list(T::Vector(Some(3))), "vector(3)[]"),
        (list(T::Cidr), "cidr[]"),
        (list(T::Inet), "inet[]"),
        (list(T::MacAddr), "macaddr[]"),
        (list(T::LTree), "ltree[]"),
        (T::Interval(Some(PgInterval::DayToSecond), Some(3)), "interval DAY TO SECOND(3)"),
        (T::Interval(None, Some(2)), "interval(2)"),
        (T::Interval(None, None), "interval"),
        (T::Vector(None), "vector"),
        (T::Vector(Some(7)), "vector(7)"),
        (T::VarBinary(StringLen::Max), "bytea"),
        (T::VarBinary(StringLen::None), "bytea"),
        (T::VarBinary(StringLen::N(7)), "bytea"),
        (T::Bit(None), "bit(1)"),
        (T::Bit(Some(4)), "bit(4)"),
        (T::VarBit(4), "bit varying(4)"),
        (T::Money(None), "money"),
        (T::Cidr, "cidr"),
        (T::LTree, "ltree"),
    ]
}

/// A table with all of them that comes, and that goes: on PostgreSQL alone, which has most of them.
fn of_every_type() -> [OnBackend; 2] {
    let (mut table, mut hints) = (Table::default(), Hints::default());
    for (at, (ty, words)) in types().into_iter().enumerate() {
        let name = format!("c{at}");
        table.columns.push(Column {
            name: name.clone(),
            ty: words.to_owned(),
            ..Column::default()
        });
        hints.types.insert(("t".to_owned(), name), ty);
    }
    let full = Schema { tables: BTreeMap::from([("t".to_owned(), table)]), ..Schema::default() };
    [(Schema::default(), full.clone()), (full, Schema::default())].map(|(migrations, entities)| {
        let side = Side { backend: Backend::Postgres, desired: entities, current: migrations };
        let resolutions = Resolutions {
            consent_to_all: true,
            drops: ["t".to_owned()].into(),
            ..Resolutions::default()
        };
        let on = changes(vec![side], &[], &hints, &resolutions).unwrap().remove(0);
        assert!(!on.is_empty());
        on
    })
}

/// What there is to do on PostgreSQL, with a table and an enum moved to a schema of their own, and
/// one table to another.
fn in_schemas(on: &[OnBackend]) -> OnBackend {
    let moved = |name: &str| match name {
        "order" => qualified(Some("Big Schema"), "users"),
        "pöst" => qualified(Some("pöst"), "pöst"),
        "Rank" => qualified(Some("Big Schema"), "Rank"),
        other => other.to_owned(),
    };
    let schema = |read: &Schema| {
        let enums = read.enums.iter().map(|(name, values)| (moved(name), values.clone())).collect();
        let tables = read.tables.iter().map(|(name, table)| {
            let mut table = table.clone();
            for column in &mut table.columns {
                column.ty = moved(&column.ty);
            }
            for key in &mut table.foreign_keys {
                key.parent = moved(&key.parent);
            }
            (moved(name), table)
        });
        Schema { tables: tables.collect(), enums, ..Schema::default() }
    };
    let on = on.iter().find(|on| on.backend == Backend::Postgres).unwrap();
    let side =
        Side { backend: on.backend, desired: schema(&on.after), current: schema(&on.before) };
    let drops = side.current.tables.keys().filter(|name| !side.desired.tables.contains_key(*name));
    let resolutions = Resolutions {
        consent_to_all: true,
        drops: drops.cloned().collect(),
        ..Resolutions::default()
    };
    changes(vec![side], &[], &Hints::default(), &resolutions).unwrap().remove(0)
}

async fn statements(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid";
    let rows = db.query_all_raw(Statement::from_string(Backend::Sqlite.into(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// What the program of the crate prints: the SQL of each migration on each backend, and what is
/// there after each way.
const MAIN: &str = r#"
use migration_kit::inside::introspect::live;
use migration_kit::migration::Plan;
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database, DbBackend};

fn ups(migrations: &history::Migrations, backend: DbBackend) -> Vec<Plan> {
    migrations.iter().map(|migration| Plan::up_of(migration.as_ref(), backend)).collect()
}

fn downs(migrations: &history::Migrations, backend: DbBackend) -> Vec<Plan> {
    migrations.iter().rev().map(|migration| Plan::down_of(migration.as_ref(), backend)).collect()
}

fn sql(plans: Vec<Plan>) -> Vec<String> {
    plans.iter().flat_map(Plan::sql).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for (name, migrations, create) in history::all() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql] {
            println!("{name} {backend:?} up {:?}", sql(ups(&migrations, backend)));
            println!("{name} {backend:?} down {:?}", sql(downs(&migrations, backend)));
        }
        let db = Database::connect("sqlite::memory:").await.unwrap();
        db.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
        for sql in create {
            db.execute_unprepared(sql).await.unwrap();
        }
        let manager = SchemaManager::new(&db);
        for plans in [ups(&migrations, DbBackend::Sqlite), downs(&migrations, DbBackend::Sqlite)] {
            for plan in plans {
                plan.run(&manager).await.unwrap();
            }
            println!("{name} is {:?}", live(&db, &[]).await.unwrap().objects());
        }
    }
    for (name, migrations) in history::in_schemas() {
        println!("{name} up {:?}", sql(ups(&migrations, DbBackend::Postgres)));
        println!("{name} down {:?}", sql(downs(&migrations, DbBackend::Postgres)));
    }
}
"#;

/// Writes the modules of a case, and gives the list of its migrations.
fn write_all(workspace: &Workspace, name: &str, on: &[OnBackend], declared: &mut String) -> String {
    let mut migrations = String::from("vec![");
    for (at, module) in modules(on).unwrap().iter().enumerate() {
        let formatted = rustfmt(env!("CARGO_MANIFEST_DIR").as_ref(), &module.text);
        assert!(
            formatted.contains("impl Planned for Migration"),
            "rustfmt takes it: {}",
            module.text
        );
        workspace.write(&format!("history/src/{name}_{at}.rs"), &formatted);
        writeln!(declared, "mod {name}_{at};").unwrap();
        write!(migrations, "Box::new({name}_{at}::Migration), ").unwrap();
    }
    migrations + "]"
}

#[test]
fn compiled_modules_do_what_direct_execution_does() {
    let mut cases = block_on(cases());
    for pair in HARD {
        cases.push(block_on(hard(pair)));
    }
    let workspace = Workspace::with("text", &["cli", "testing"]);
    let (mut modules, mut list, mut expected) = (String::new(), String::new(), String::new());
    for (at, Case { create, before, on, .. }) in cases.iter().enumerate() {
        let name = format!("g{at:03}");
        let migrations = write_all(&workspace, &name, on, &mut modules);
        writeln!(list, "(\"{name}\", {migrations}, &{create:?}),").unwrap();

        let by_backend: BTreeMap<String, &OnBackend> =
            on.iter().map(|on| (format!("{:?}", on.backend), on)).collect();
        for backend in ["Sqlite", "Postgres", "MySql"] {
            let on = by_backend[backend];
            writeln!(expected, "{name} {backend} up {:?}", on.up().sql()).unwrap();
            writeln!(expected, "{name} {backend} down {:?}", on.down().sql()).unwrap();
        }
        writeln!(expected, "{name} is {:?}", by_backend["Sqlite"].after.objects()).unwrap();
        writeln!(expected, "{name} is {:?}", before.objects()).unwrap();
    }
    let mut list_in_schemas = String::new();
    let in_schemas = cases.into_iter().map(|case| case.in_schemas).filter(|on| !on.is_empty());
    for (at, on) in in_schemas.take(IN_SCHEMAS).chain(of_every_type()).enumerate() {
        let name = format!("s{at:03}");
        writeln!(expected, "{name} up {:?}\n{name} down {:?}", on.up().sql(), on.down().sql())
            .unwrap();
        let migrations = write_all(&workspace, &name, &[on], &mut modules);
        writeln!(list_in_schemas, "(\"{name}\", {migrations}),").unwrap();
    }
    assert!(expected.contains("CREATE TABLE \\\"Big Schema\\\".\\\"users\\\""), "{expected}");
    workspace.write("model/src/lib.rs", "");
    workspace.write(
        "history/src/lib.rs",
        &format!(
            "{modules}\nuse migration_kit::migration::Planned;\n\n\
             pub type Migrations = Vec<Box<dyn Planned>>;\n\n\
             pub type Case = (&'static str, Migrations, &'static [&'static str]);\n\n\
             pub fn all() -> Vec<Case> {{\n    vec![{list}]\n}}\n\n\
             pub fn in_schemas() -> Vec<(&'static str, Migrations)> {{\n    vec![{list_in_schemas}]\n}}\n"
        ),
    );
    workspace.write("history/src/main.rs", MAIN);
    // As `cargo clippy` does for the members of a workspace.
    let run = workspace.run(&[("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")], &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let (found, expected): (Vec<&str>, Vec<&str>) =
        (run.stdout.lines().collect(), expected.lines().collect());
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}
