//! The sweep of shadow databases drops what is marked as ours and abandoned, and nothing else.

#![cfg(test)]

mod common;

use std::io::{self, Write};
use std::sync::Mutex;

use common::texts;
use migration_kit::Target;
use migration_kit::inside::shadow::{Server, Shadow};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

async fn databases(db: &DatabaseConnection) -> Vec<String> {
    match Backend::from(db.get_database_backend()) {
        Backend::Postgres => texts(db, "SELECT datname::text FROM pg_database").await,
        _ => texts(db, "SELECT schema_name FROM information_schema.schemata").await,
    }
}

async fn mark(db: &DatabaseConnection, name: &str, words: &str) {
    let sql = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => format!("COMMENT ON DATABASE \"{name}\" IS '{words}'"),
        _ => format!(
            "CREATE TABLE `{name}`.migration_kit_shadow_mark (id int PRIMARY KEY) COMMENT = '{words}'"
        ),
    };
    db.execute_unprepared(&sql).await.unwrap();
}

/// The client's clock is in the names alone, and says nothing.
async fn only_what_is_marked_and_old_is_swept(database: TestDatabase) {
    let db = database.connect().await;
    let long_ago = "migration-kit shadow database since 1700000000";
    let now = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => texts(&db, "SELECT extract(epoch FROM now())::bigint::text").await,
        _ => texts(&db, "SELECT CAST(UNIX_TIMESTAMP() AS CHAR)").await,
    };
    let unique = Server::unique_name();
    let process = unique.split('_').nth(3).unwrap();
    // What an hour or a year in the name means is nobody's business.
    let of =
        |micros: &str, number: u32| format!("migration_kit_shadow_{process}_{micros}_{number}");
    let cases = [
        (format!("migration_kit_shadow_archive_2024_{process}"), Some(long_ago.to_owned()), true),
        (of("1600000000000000", 901), None, true),
        (of("1600000000000000", 902), Some("the books of 2024".to_owned()), true),
        (
            of("1600000000000000", 903),
            Some(format!("migration-kit shadow database since {}", now[0])),
            true,
        ),
        (of("9600000000000000", 904), Some(long_ago.to_owned()), false),
        (of("1600000000000000", 905), Some(long_ago.to_owned()), true),
    ];
    let mut in_use = None;
    for (name, words, _) in &cases {
        db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        if name.ends_with("_905") {
            let mut url = url::Url::parse(database.url()).unwrap();
            url.set_path(name);
            let used = Database::connect(url.as_str()).await.unwrap();
            used.execute_unprepared("SELECT 1").await.unwrap();
            in_use = Some(used);
        }
        if let Some(words) = words {
            mark(&db, name, words).await;
        }
    }
    let server = Server::of(Target::parse(database.url()).unwrap());
    let shadow = Shadow::on(&server).await.unwrap();
    let there = databases(&db).await;
    shadow.discard().await;
    in_use.unwrap().close().await.unwrap();
    for (name, ..) in &cases {
        db.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    }
    for (name, words, stays) in &cases {
        assert_eq!(there.contains(name), *stays, "{name} ({words:?})");
    }
    let left = databases(&db).await;
    assert!(
        !left.iter().any(|name| name.starts_with(&format!("migration_kit_shadow_{process}_"))),
        "{left:?}"
    );
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn only_what_is_marked_and_old_is_swept_on_postgres() {
    block_on(async {
        only_what_is_marked_and_old_is_swept(TestDatabase::create(Backend::Postgres).await).await
    });
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn only_what_is_marked_and_old_is_swept_on_mysql() {
    block_on(async {
        only_what_is_marked_and_old_is_swept(TestDatabase::create(Backend::MySql).await).await
    });
}

/// Somebody else's connection, such as a pooler's, does not keep a shadow database alive.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_connection_that_is_held_keeps_nothing_alive() {
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let db = database.connect().await;
        let server = Server::of(Target::parse(database.url()).unwrap());
        let name = Server::unique_name();
        let shadow = Shadow::named(&server, name.clone()).await.unwrap();
        let mut url = url::Url::parse(database.url()).unwrap();
        url.set_path(&name);
        let held = Database::connect(url.as_str()).await.unwrap();
        held.execute_unprepared("SELECT 1").await.unwrap();
        shadow.discard().await;
        assert!(!databases(&db).await.contains(&name));
    });
}

/// The mark is no part of the schema.
#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn the_mark_is_no_table_of_the_schema() {
    block_on(async {
        let database = TestDatabase::create(Backend::MySql).await;
        let db = database.connect().await;
        let name =
            url::Url::parse(database.url()).unwrap().path().trim_start_matches('/').to_owned();
        mark(&db, &name, "migration-kit shadow database since 1").await;
        let schema = migration_kit::inside::introspect::live(&db, &[]).await.unwrap();
        assert!(schema.tables.is_empty(), "{:?}", schema.tables.keys());
    });
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One that cannot be dropped is told, with what the server said. The log of this process is one
/// for all of its tests.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_drop_that_fails_is_told() {
    let log = tracing_subscriber::fmt().with_writer(|| Log).with_ansi(false).finish();
    tracing::subscriber::set_global_default(log).unwrap();
    block_on(async {
        let database = TestDatabase::create(Backend::Postgres).await;
        let db = database.connect().await;
        let server = Server::of(Target::parse(database.url()).unwrap());
        let name = Server::unique_name();
        let shadow = Shadow::named(&server, name.clone()).await.unwrap();
        db.execute_unprepared(&format!("ALTER DATABASE {name} IS_TEMPLATE true")).await.unwrap();
        shadow.discard().await;
        let told = String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned();
        db.execute_unprepared(&format!("ALTER DATABASE {name} IS_TEMPLATE false")).await.unwrap();
        server.remove(&name).await;
        assert!(
            told.contains(&format!("the shadow database {name} on the server of postgres://")),
            "{told}"
        );
        assert!(told.contains("could not be dropped: cannot drop a template database"), "{told}");
        assert!(!databases(&db).await.contains(&name));
    });
}

/// What only `cargo xtask test --fleet` starts; it knows these tests by the name of their module.
mod fleet {
    use super::*;

    /// The pooler keeps its connection to the database when ours is closed.
    #[test]
    #[ignore = "needs PgBouncer: cargo xtask test --fleet"]
    fn a_pooler_keeps_nothing_alive() {
        block_on(async {
            let url = std::env::var("TEST_PGBOUNCER_URL").expect("TEST_PGBOUNCER_URL is set");
            let server = Server::of(Target::parse(&url).unwrap());
            let name = Server::unique_name();
            Shadow::named(&server, name.clone()).await.unwrap().discard().await;
            let database = TestDatabase::create(Backend::Postgres).await;
            assert!(!databases(&database.connect().await).await.contains(&name));
        });
    }
}
