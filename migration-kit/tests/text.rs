//! The text of a generated module does the same as the changes that it was made of. The modules in `generated/` come from
//! random pairs of schemas; they are compiled here, and clippy reads them as it reads everything.
//!
//! After a change of the generator: `UPDATE_GENERATED=1 cargo test -p migration-kit --test text`, and look at what
//! it did to them.

#![cfg(test)]

mod generated;
mod random;

use std::path::{Path, PathBuf};

use migration_kit::diff::{Answers, Declared, OnBackend, Side, changes, compare};
use migration_kit::generate::{module, rustfmt};
use migration_kit::schema::Schema;
use migration_kit::source::live;
use migration_kit::step::{Plan, Step};
use migration_kit::testing::{DbBackend, block_on};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectOptions, Database, DatabaseConnection};

const COUNT: usize = 150;
const BACKENDS: [DbBackend; 3] = [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql];

struct Case {
    a: random::Schema,
    before: Schema,
    after: Schema,
    on: Vec<OnBackend>,
}

async fn in_memory() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false));
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
        let side = Side { backend: DbBackend::Sqlite, entities: after.clone(), migrations: before.clone() };
        let on = changes(vec![side], &BACKENDS[1..], &Declared::default(), &answers).unwrap();
        if !on.iter().all(OnBackend::is_empty) {
            cases.push(Case { a, before, after, on });
        }
    }
    cases
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated")
}

/// What formatting may change.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

#[test]
fn the_modules_are_what_the_generator_writes() {
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    let cases = block_on(cases());
    for (at, case) in cases.iter().enumerate() {
        let path = folder().join(format!("g{at:03}.rs"));
        let text = module(&case.on).unwrap().text;
        if update {
            std::fs::write(&path, rustfmt(&folder(), &text)).unwrap();
        } else {
            let written = std::fs::read_to_string(&path).unwrap();
            assert_eq!(bare(&written), bare(&text), "{}: see the head of tests/text.rs", path.display());
        }
    }
    if update {
        let modules: String = (0..COUNT).map(|at| format!("mod g{at:03};\n")).collect();
        let list: String = (0..COUNT).map(|at| format!("Box::new(g{at:03}::Migration),")).collect();
        let text = format!(
            "//! Generated modules, as they are written.\n\n{modules}\nuse migration_kit::step::Step;\n\n\
             /// Every module, in the order of its number.\npub fn all() -> Vec<Box<dyn Step>> {{ vec![{list}] }}\n"
        );
        std::fs::write(folder().join("mod.rs"), rustfmt(&folder(), &text)).unwrap();
    }
}

#[test]
fn the_compiled_text_is_the_direct_execution() {
    let steps = generated::all();
    let cases = block_on(cases());
    assert_eq!(steps.len(), cases.len());
    for (at, (step, case)) in steps.iter().zip(&cases).enumerate() {
        for on in &case.on {
            let (up, down) = (on.up().sql(), on.down().sql());
            assert_eq!(Plan::up_of(step.as_ref(), on.backend).sql(), up, "g{at:03} up, {:?}", on.backend);
            assert_eq!(
                Plan::down_of(step.as_ref(), on.backend).sql(),
                down,
                "g{at:03} down, {:?}",
                on.backend
            );
        }
    }
}

#[test]
fn the_compiled_text_makes_the_new_schema_and_the_old_one_again() {
    block_on(async {
        for (at, (step, case)) in generated::all().iter().zip(cases().await).enumerate() {
            run(step.as_ref(), &case).await.unwrap_or_else(|e| panic!("g{at:03}: {e}"));
        }
    });
}

async fn run(step: &dyn Step, case: &Case) -> Result<(), String> {
    let db = in_memory().await;
    case.a.create(&db).await;
    let manager = SchemaManager::new(&db);
    for (plan, expected) in [
        (Plan::up_of(step, DbBackend::Sqlite), &case.after),
        (Plan::down_of(step, DbBackend::Sqlite), &case.before),
    ] {
        plan.run(&manager).await.map_err(|e| e.to_string())?;
        let found = live(&db, &[]).await.unwrap();
        let differences =
            [compare(DbBackend::Sqlite, expected, &found), compare(DbBackend::Sqlite, &found, expected)];
        if let Some(first) = differences.into_iter().flatten().next() {
            return Err(first.to_string());
        }
    }
    Ok(())
}
