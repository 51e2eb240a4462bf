//! The text of a generated module does the same as the changes that it was made of: the modules of random pairs of schemas are
//! compiled in one crate, with clippy looking on, and run up and down there.

#![cfg(test)]

mod random;
mod workspace;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use migration_kit::diff::{Answers, Declared, OnBackend, Side, changes};
use migration_kit::generate::{modules, rustfmt};
use migration_kit::schema::{Schema, qualified};
use migration_kit::source::live;
use migration_kit::testing::{DbBackend, block_on};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement,
};
use workspace::Workspace;

const COUNT: usize = 150;
/// How many of them are told once more with tables and enums in schemas, on PostgreSQL alone.
const IN_SCHEMAS: usize = 50;
const SERVERS: [DbBackend; 2] = [DbBackend::Postgres, DbBackend::MySql];

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
        let drops = before.tables.keys().filter(|name| !after.tables.contains_key(*name)).cloned().collect();
        let fills = b.fills(&a, DbBackend::Sqlite);
        let answers = Answers { consent_to_all: true, drops, fills, ..Answers::default() };
        let side = Side { backend: DbBackend::Sqlite, entities: after, migrations: before.clone() };
        let declared = Declared { types: b.enum_columns(), ..Declared::default() };
        let on = changes(vec![side], &SERVERS, &declared, &answers).unwrap();
        if !on.iter().all(OnBackend::is_empty) {
            let in_schemas = in_schemas(&on);
            cases.push(Case { create: statements(&for_a).await, before, on, in_schemas });
        }
    }
    cases
}

/// What there is to do on PostgreSQL, with a table and an enum moved to a schema of their own, and one table to another.
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
        Schema { tables: tables.collect(), enums }
    };
    let on = on.iter().find(|on| on.backend == DbBackend::Postgres).unwrap();
    let side = Side { backend: on.backend, entities: schema(&on.after), migrations: schema(&on.before) };
    let drops = side.migrations.tables.keys().filter(|name| !side.entities.tables.contains_key(*name));
    let answers = Answers { consent_to_all: true, drops: drops.cloned().collect(), ..Answers::default() };
    changes(vec![side], &[], &Declared::default(), &answers).unwrap().remove(0)
}

async fn statements(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// What the program of the crate prints: the SQL of each step on each backend, and what is there after each way.
const MAIN: &str = r#"
use migration_kit::source::live;
use migration_kit::step::Plan;
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database, DbBackend};

fn ups(steps: &history::Steps, backend: DbBackend) -> Vec<Plan> {
    steps.iter().map(|step| Plan::up_of(step.as_ref(), backend)).collect()
}

fn downs(steps: &history::Steps, backend: DbBackend) -> Vec<Plan> {
    steps.iter().rev().map(|step| Plan::down_of(step.as_ref(), backend)).collect()
}

fn sql(plans: Vec<Plan>) -> Vec<String> {
    plans.iter().flat_map(Plan::sql).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for (name, steps, create) in history::all() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql] {
            println!("{name} {backend:?} up {:?}", sql(ups(&steps, backend)));
            println!("{name} {backend:?} down {:?}", sql(downs(&steps, backend)));
        }
        let db = Database::connect("sqlite::memory:").await.unwrap();
        db.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
        for sql in create {
            db.execute_unprepared(sql).await.unwrap();
        }
        let manager = SchemaManager::new(&db);
        for plans in [ups(&steps, DbBackend::Sqlite), downs(&steps, DbBackend::Sqlite)] {
            for plan in plans {
                plan.run(&manager).await.unwrap();
            }
            println!("{name} is {:?}", live(&db, &[]).await.unwrap().objects());
        }
    }
    for (name, steps) in history::in_schemas() {
        println!("{name} up {:?}", sql(ups(&steps, DbBackend::Postgres)));
        println!("{name} down {:?}", sql(downs(&steps, DbBackend::Postgres)));
    }
}
"#;

/// Writes the modules of a case, and gives the list of its steps.
fn write_all(workspace: &Workspace, name: &str, on: &[OnBackend], declared: &mut String) -> String {
    let mut steps = String::from("vec![");
    for (at, module) in modules(on).unwrap().iter().enumerate() {
        let formatted = rustfmt(env!("CARGO_MANIFEST_DIR").as_ref(), &module.text);
        assert!(formatted.contains("impl Step for Migration"), "rustfmt takes it: {}", module.text);
        workspace.write(&format!("history/src/{name}_{at}.rs"), &formatted);
        writeln!(declared, "mod {name}_{at};").unwrap();
        write!(steps, "Box::new({name}_{at}::Migration), ").unwrap();
    }
    steps + "]"
}

#[test]
fn compiled_modules_do_what_direct_execution_does() {
    let cases = block_on(cases());
    let workspace = Workspace::new("text");
    let (mut modules, mut list, mut expected) = (String::new(), String::new(), String::new());
    for (at, Case { create, before, on, .. }) in cases.iter().enumerate() {
        let name = format!("g{at:03}");
        let steps = write_all(&workspace, &name, on, &mut modules);
        writeln!(list, "(\"{name}\", {steps}, &{create:?}),").unwrap();

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
    for (at, on) in in_schemas.take(IN_SCHEMAS).enumerate() {
        let name = format!("s{at:03}");
        writeln!(expected, "{name} up {:?}\n{name} down {:?}", on.up().sql(), on.down().sql()).unwrap();
        let steps = write_all(&workspace, &name, &[on], &mut modules);
        writeln!(list_in_schemas, "(\"{name}\", {steps}),").unwrap();
    }
    assert!(expected.contains("CREATE TABLE \\\"Big Schema\\\".\\\"users\\\""), "{expected}");
    workspace.write("model/src/lib.rs", "");
    workspace.write(
        "history/src/lib.rs",
        &format!(
            "{modules}\nuse migration_kit::step::Step;\n\n\
             pub type Steps = Vec<Box<dyn Step>>;\n\n\
             pub type Case = (&'static str, Steps, &'static [&'static str]);\n\n\
             pub fn all() -> Vec<Case> {{\n    vec![{list}]\n}}\n\n\
             pub fn in_schemas() -> Vec<(&'static str, Steps)> {{\n    vec![{list_in_schemas}]\n}}\n"
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
