//! Migrators made of closures, for tests.

#![cfg(test)]
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::pin::Pin;
use std::sync::Arc;

use migration_kit::Backend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::{MigratorTraitSelf, async_trait};

type Future<'a> = Pin<Box<dyn std::future::Future<Output = Result<(), DbErr>> + Send + 'a>>;
type Action = Arc<dyn for<'a> Fn(&'a SchemaManager<'a>) -> Future<'a> + Send + Sync>;

/// A migration of closures. It is a migrator of one, too.
#[derive(Clone)]
pub struct Migration {
    name: String,
    up: Action,
    down: Action,
    transaction: Option<bool>,
}

impl Migration {
    pub fn new<F>(name: &str, up: F) -> Self
    where
        F: for<'a> Fn(&'a SchemaManager<'a>) -> Future<'a> + Send + Sync + 'static,
    {
        Self {
            name: name.to_owned(),
            up: Arc::new(up),
            down: Arc::new(|_| Box::pin(async { Ok(()) })),
            transaction: None,
        }
    }

    /// A migration that runs SQL up and down.
    pub fn sql(name: &str, up: &'static str, down: &'static str) -> Self {
        let run = |sql: &'static str| -> Action {
            Arc::new(move |manager| {
                Box::pin(async move {
                    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
                })
            })
        };
        Self { name: name.to_owned(), up: run(up), down: run(down), transaction: None }
    }

    /// What rolling it back runs.
    pub fn down_sql(mut self, down: &'static str) -> Self {
        self.down = Self::sql("", "", down).down;
        self
    }

    /// Asks for a transaction, or opts out of it.
    pub fn transaction(mut self, transaction: bool) -> Self {
        self.transaction = Some(transaction);
        self
    }
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        &self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        (self.up)(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        (self.down)(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

/// A migrator of migrations that are made at run time.
#[derive(Clone)]
pub struct List(pub Vec<Migration>);

impl MigratorTraitSelf for List {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0
            .iter()
            .map(|migration| Box::new(migration.clone()) as Box<dyn MigrationTrait>)
            .collect()
    }
}

/// Waits until something is so, for as long as a busy machine may take.
pub async fn until(what: &str, test: impl AsyncFn() -> bool) {
    let started = std::time::Instant::now();
    while !test().await {
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{what}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Whether somebody has waited for a lock in the database of the connection for that many seconds.
async fn waits(db: &impl ConnectionTrait, seconds: u32) -> bool {
    let waiting = match Backend::from(db.get_database_backend()) {
        Backend::Postgres => format!(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND wait_event_type = 'Lock' AND now() - query_start >= interval '{seconds} seconds'"
        ),
        _ => format!(
            "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() \
             AND time >= {seconds} AND (state LIKE 'Waiting for table%lock' \
             OR state IN ('Updating', 'Searching rows for update'))"
        ),
    };
    number(db, &waiting).await > 0
}

/// Waits until somebody has waited for a lock for that many seconds.
pub async fn until_waiting(db: &impl ConnectionTrait, seconds: u32) {
    until("somebody waits for a lock", async || waits(db, seconds).await).await;
}

/// Waits until somebody waits for a lock, goes out of the way, and waits again.
pub async fn until_second_turn(db: &impl ConnectionTrait) {
    until_waiting(db, 0).await;
    until("it goes out of the way", async || !waits(db, 0).await).await;
    until_waiting(db, 0).await;
}

/// Waits until PostgreSQL runs a statement with these words in the database of the connection.
pub async fn until_running(db: &impl ConnectionTrait, words: &str) {
    let running = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
         AND pid <> pg_backend_pid() AND position('{words}' IN query) > 0"
    );
    until(words, async || number(db, &running).await > 0).await;
}

/// The texts in the first column of a query.
pub async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// The number that a query of one row gives.
pub async fn number(db: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The numbers in the first column of a query.
pub async fn numbers(db: &impl ConnectionTrait, sql: &str) -> Vec<i64> {
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Runs several statements, one after the other.
pub async fn run(db: &impl ConnectionTrait, statements: &[&str]) {
    for sql in statements {
        db.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

/// The versions on record, in their order.
pub async fn recorded(db: &impl ConnectionTrait) -> Vec<String> {
    let quote = if Backend::from(db.get_database_backend()) == Backend::MySql { "`" } else { "\"" };
    texts(db, &format!("SELECT version FROM {quote}seaql_migrations{quote} ORDER BY version")).await
}
