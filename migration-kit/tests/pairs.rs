//! Random pairs of schemas, A and B: what the comparison makes of them turns a database with A into
//! one with B, and back, and rows survive in what both have.

#![cfg(test)]

mod random;

use std::collections::BTreeMap;

use migration_kit::inside::diff::{Hints, OnBackend, Resolutions, Side, changes, compare};
use migration_kit::inside::introspect::live;
use migration_kit::inside::witness::{self, Definitions, definitions};
use migration_kit::migration::Plan;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use random::{Schema, key, pair, table_name};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr, Statement,
    TransactionTrait as _,
};

/// How many pairs an ordinary run tries, and how many `cargo xtask test --long` does.
fn cases(ordinary: u32, long: u32) -> u32 {
    if std::env::var_os("TEST_LONG").is_some() { long } else { ordinary }
}

/// A database of its own; on SQLite in memory, because there are thousands.
async fn database(backend: Backend) -> (Option<TestDatabase>, DatabaseConnection) {
    let database = match backend {
        Backend::Sqlite => None,
        _ => Some(TestDatabase::create(backend).await),
    };
    let mut options =
        ConnectOptions::new(database.as_ref().map_or("sqlite::memory:", TestDatabase::url));
    options.max_connections(1).sqlx_logging(false);
    // As in the kit's own sessions.
    options.map_sqlx_sqlite_opts(|options| options.foreign_keys(false).shared_cache(false));
    (database, Database::connect(options).await.unwrap())
}

/// The values of the columns that both schemas have, by table and column.
async fn values(db: &DatabaseConnection, a: &Schema, b: &Schema) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for table in a.tables.keys().filter(|table| b.tables.contains_key(table)) {
        let both = b.columns(*table);
        for (column, _) in a.columns(*table).iter().filter(|column| both.contains(column)) {
            let backend = Backend::from(db.get_database_backend());
            let (quote, cast) = match backend {
                Backend::MySql => ('`', "HEX(CAST({} AS BINARY))"),
                Backend::Postgres => ('"', "{}::text"),
                _ => ('"', "quote({})"),
            };
            let name = |name: &str| format!("{quote}{name}{quote}");
            let cast = cast.replace("{}", &name(column));
            let (schema, of) = table_name(backend, *table);
            let schema = schema.map(|schema| name(schema) + ".").unwrap_or_default();
            let sql = format!("SELECT {cast} FROM {schema}{} ORDER BY id", name(of));
            let rows = db.query_all_raw(Statement::from_string(backend.into(), sql)).await.unwrap();
            let texts = rows.iter().map(|row| {
                row.try_get_by_index::<Option<String>>(0)
                    .unwrap()
                    .unwrap_or_else(|| "NULL".to_owned())
            });
            all.insert(format!("{}.{column}", key(backend, *table)), texts.collect());
        }
    }
    all
}

fn agree(
    backend: Backend,
    one: &migration_kit::inside::schema::Schema,
    other: &migration_kit::inside::schema::Schema,
) -> String {
    let differences = compare(backend, one, other).into_iter().chain(compare(backend, other, one));
    differences.map(|difference| format!("{difference}\n")).collect()
}

/// What the servers themselves say otherwise of two databases: a witness that shares no query with
/// the reader.
fn told(one: &Definitions, other: &Definitions) -> String {
    let seen = witness::compare(one, other);
    let lines = seen.disagreements.iter().map(|of| of.between(["the first", "the second"]) + "\n");
    lines.chain(seen.unmanaged.iter().map(|of| format!("{of} is left\n"))).collect()
}

async fn check(backend: Backend, a: &Schema, b: &Schema, online: bool) -> Result<(), String> {
    let ((_for_a, db), (_for_b, other)) = (database(backend).await, database(backend).await);
    let result = check_on(backend, &db, &other, a, b, online).await;
    db.close().await.unwrap();
    other.close().await.unwrap();
    result
}

async fn check_on(
    backend: Backend,
    db: &DatabaseConnection,
    other: &DatabaseConnection,
    a: &Schema,
    b: &Schema,
    online: bool,
) -> Result<(), String> {
    a.create(db).await;
    b.create(other).await;
    let (there, wanted) = (live(db, &[]).await.unwrap(), live(other, &[]).await.unwrap());
    let told_before = definitions(db, &[]).await.unwrap();
    let told_wanted = definitions(other, &[]).await.unwrap();
    let with_rows = a.rows_fit(b);
    if with_rows {
        a.insert(db).await;
    }
    let before = values(db, a, b).await;

    let gone =
        there.tables.keys().filter(|name| !wanted.tables.contains_key(*name)).cloned().collect();
    let backfills = b.backfills(a, backend);
    let resolutions = Resolutions {
        consent_to_all: true,
        drops: gone,
        backfills,
        online,
        ..Resolutions::default()
    };
    let side = Side { backend, desired: wanted.clone(), current: there.clone() };
    let mut on = changes(vec![side], &[], &Hints::default(), &resolutions)
        .map_err(|open| format!("{open:?}"))?;
    let on: OnBackend = on.remove(0);
    let (up, down) = (on.up(), on.down());
    let script = |what: &str, plan: &Plan| format!("{what}:\n{}\n", plan.sql().join(";\n"));
    let scripts = script("up", &up) + &script("down", &down);

    let migrations = on.migrations();
    for (up, _) in &migrations {
        run_migration(db, up).await.map_err(|e| format!("up: {e}\n{scripts}"))?;
    }
    // The last one can be rolled back by itself and done again.
    if let Some((up, down)) = migrations.last().filter(|_| migrations.len() > 1) {
        run_migration(db, down).await.map_err(|e| format!("down once: {e}\n{scripts}"))?;
        run_migration(db, up).await.map_err(|e| format!("up again: {e}\n{scripts}"))?;
    }
    let now = live(db, &[]).await.unwrap();
    let differences = agree(backend, &wanted, &now);
    if !differences.is_empty() {
        return Err(format!("after up: {differences}{scripts}"));
    }
    let differences = told(&told_wanted, &definitions(db, &[]).await.unwrap());
    if !differences.is_empty() {
        return Err(format!("after up, as the server tells it: {differences}{scripts}"));
    }
    if values(db, a, b).await != before {
        return Err(format!("rows changed on the way up\n{scripts}"));
    }
    for (_, down) in migrations.iter().rev() {
        run_migration(db, down).await.map_err(|e| format!("down: {e}\n{scripts}"))?;
    }
    let differences = agree(backend, &there, &live(db, &[]).await.unwrap());
    if !differences.is_empty() {
        return Err(format!("after down: {differences}{scripts}"));
    }
    let differences = told(&told_before, &definitions(db, &[]).await.unwrap());
    if !differences.is_empty() {
        return Err(format!("after down, as the server tells it: {differences}{scripts}"));
    }
    if values(db, a, b).await != before {
        return Err(format!("rows changed on the way down\n{scripts}"));
    }
    Ok(())
}

/// As the kit runs it: in a transaction where it can be.
async fn run_migration(db: &DatabaseConnection, plan: &Plan) -> Result<(), DbErr> {
    if plan.is_online() || Backend::from(db.get_database_backend()) != Backend::Postgres {
        return plan.clone().run(&SchemaManager::new(db)).await;
    }
    let transaction = db.begin().await?;
    plan.clone().run(&SchemaManager::new(&transaction)).await?;
    transaction.commit().await
}

fn run(backend: Backend, cases: u32) {
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    });
    // `--online` is about PostgreSQL alone.
    let result = runner.run(&(pair(), any::<bool>()), |((a, b), online)| {
        block_on(check(backend, &a, &b, online)).map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, ((a, b), online))) => {
            panic!("{reason}\n--online: {online}\nA = {a:#?}\nB = {b:#?}")
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn on_sqlite() {
    run(Backend::Sqlite, cases(100, 2_000));
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn on_postgres() {
    run(Backend::Postgres, cases(20, 300));
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn on_mysql() {
    run(Backend::MySql, cases(20, 300));
}
