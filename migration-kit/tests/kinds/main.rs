//! Every kind of change on every backend that has it: the SQL of its migration as a snapshot, and
//! the migration itself run both ways on a database with rows in it.
//!
//! After a change of the SQL: `INSTA_UPDATE=always cargo xtask test -p migration-kit --test kinds`,
//! and look at what it did to `snapshots/`.

#![cfg(test)]

mod check;
mod column;
mod enumeration;
mod exclusion;
mod foreign_key;
mod generated;
mod index;
mod primary_key;
mod rename;
mod table;
mod unique;

use migration_kit::inside::codegen::modules;
use migration_kit::inside::diff::{Hints, Resolutions, Side, changes, compare};
use migration_kit::inside::introspect::live;
use migration_kit::migration::Plan;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection,
};

/// A change of one kind.
pub struct Case {
    /// The name of its snapshot.
    name: &'static str,
    /// Where it is tried.
    on: &'static [Backend],
    /// What the migrations have made, and the rows in it.
    before: &'static str,
    /// What the entities want.
    after: &'static str,
    /// What a person has said.
    flags: &'static [&'static str],
}

const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::MySql];
const SQLITE: [Backend; 1] = [Backend::Sqlite];
const POSTGRES: [Backend; 1] = [Backend::Postgres];
const MYSQL: [Backend; 1] = [Backend::MySql];

/// The kinds, a file each. A case whose name begins with `found` is one that random pairs of
/// schemas have found.
const KINDS: [&[Case]; 11] = [
    check::CASES,
    column::CASES,
    enumeration::CASES,
    exclusion::CASES,
    foreign_key::CASES,
    generated::CASES,
    index::CASES,
    primary_key::CASES,
    rename::CASES,
    table::CASES,
    unique::CASES,
];

const T: &str = "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL)";
const ROW: &str = ";\nINSERT INTO t VALUES (1, 'x')";

async fn connect(database: &TestDatabase) -> DatabaseConnection {
    let mut options = ConnectOptions::new(database.url());
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false));
    Database::connect(options).await.unwrap()
}

/// A statement that begins with `!` is for servers alone; `?uuid` and `?nil` are in the backend's
/// words.
async fn execute(db: &DatabaseConnection, script: &str) {
    for sql in script.split(";\n").filter(|sql| !sql.trim().is_empty()) {
        let server = Backend::from(db.get_database_backend()) != Backend::Sqlite;
        if server || !sql.starts_with('!') {
            let (uuid, nil) = match Backend::from(db.get_database_backend()) {
                Backend::Postgres => ("uuid", "'00000000-0000-0000-0000-000000000000'"),
                Backend::MySql => ("binary(16)", "repeat(char(0), 16)"),
                _ => ("uuid_text", "zeroblob(16)"),
            };
            let sql = sql.trim_start_matches('!').replace("?uuid", uuid).replace("?nil", nil);
            db.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
    }
}

async fn snapshot(backend: Backend, case: &Case) -> String {
    let Case { name, before, after, flags, .. } = case;
    let (for_migrations, for_entities) =
        (TestDatabase::create(backend).await, TestDatabase::create(backend).await);
    let (db, wanted) = (connect(&for_migrations).await, connect(&for_entities).await);
    execute(&db, before).await;
    if *before == T {
        execute(&db, ROW).await;
    }
    execute(&wanted, after).await;
    let (there, entities) = (live(&db, &[]).await.unwrap(), live(&wanted, &[]).await.unwrap());
    let side = Side { backend, desired: entities.clone(), current: there.clone() };
    let hints = Hints::default();

    let mut text = String::new();
    let mut resolutions = Resolutions::default();
    if let Err(ambiguities) = changes(vec![side.clone()], &[], &hints, &resolutions) {
        for ambiguity in ambiguities {
            let flags: Vec<&str> =
                ambiguity.flags.iter().map(|choice| choice.flag.as_str()).collect();
            text.push_str(&format!("? {}: {}\n", ambiguity.text, flags.join(" | ")));
        }
    }
    for flag in *flags {
        resolutions.add_flag(flag).unwrap();
    }
    let on = changes(vec![side], &[], &hints, &resolutions)
        .unwrap_or_else(|open| panic!("{name}: {open:#?}"));
    let modules = modules(&on).unwrap();
    let lines = modules.iter().flat_map(|module| &module.changes).map(|line| format!("* {line}\n"));
    let lines: String = lines.collect();
    let part = |what: &str, plan: &Plan| {
        let lines = |sql: &String| format!("  {};\n", sql.replace(";\n", ";\n  "));
        format!("{what}:\n{}\n", plan.sql().iter().map(lines).collect::<String>())
    };
    for (at, (module, (up, down))) in modules.iter().zip(on[0].migrations()).enumerate() {
        text.push_str(&format!("{}\n{}", module.name, if at == 0 { "" } else { "\n" }));
        if at == 0 {
            text.push_str(&format!("{lines}\n"));
        }
        text.push_str(&(part("up", &up) + &part("down", &down)));
    }

    let manager = SchemaManager::new(&db);
    for (plan, expected, word) in [(on[0].up(), &on[0].after, "up"), (on[0].down(), &there, "down")]
    {
        plan.run(&manager).await.unwrap_or_else(|e| panic!("{name}, {word}: {e}\n{text}"));
        let found = live(&db, &[]).await.unwrap();
        let differences: Vec<String> = compare(backend, expected, &found)
            .into_iter()
            .chain(compare(backend, &found, expected))
            .map(|difference| difference.to_string())
            .collect();
        assert_eq!(differences, Vec::<String>::new(), "{name}, {word}\n{text}");
    }
    text.trim_end().to_owned()
}

fn check(backend: Backend, suffix: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let cases = KINDS.iter().copied().flatten().filter(|case| case.on.contains(&backend));
        for case in cases {
            let text = block_on(snapshot(backend, case));
            insta::assert_snapshot!(format!("{}-{suffix}", case.name), text);
        }
    });
}

#[test]
fn on_sqlite() {
    check(Backend::Sqlite, "sqlite");
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    check(Backend::Postgres, "postgres");
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    check(Backend::MySql, "mysql");
}
