//! The only part of the server that holds its database. What a handler gets is [`Mine`]: the rows
//! of one user.

mod accounts;
mod idempotency;
mod known_keys;
mod mine;
mod open;
mod owned;
mod purge;
mod rekey;

use std::sync::Arc;

use migration::Migrator;
use migration_kit::apply::{self, MigrationStatus};
use migration_kit::page::{self, PageOptions};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};

use crate::cache::Cached;
use crate::problem::Silence;

pub use accounts::is_valid;
pub use idempotency::{Key, Made};
pub use mine::{Mine, Page, Writing};
pub use owned::Owned;

/// The server's database. Nothing outside of this folder sees the connection.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    /// The same, for what writes. SQLite has one writer at a time, and whom its busy handler lets
    /// in is chance: there it is a pool of one connection, which lets them in in the order of their
    /// arrival, and behind no reader.
    writer: DatabaseConnection,
    /// What those who run the server ask for.
    kept: Arc<Kept>,
}

/// Answers that are good for a moment: nobody is asked for a token before them.
struct Kept {
    history: Cached<Result<Arc<Vec<MigrationStatus>>, Silence>>,
    page: Cached<Result<Arc<page::Page>, Silence>>,
}

/// A transaction that writes.
struct Write {
    tx: DatabaseTransaction,
}

/// An answer for many. What exactly is wrong is for the log; a stranger may be asking.
fn told<T>(answer: Result<T, migration_kit::Error>) -> Result<Arc<T>, Silence> {
    answer.map(Arc::new).map_err(|error| {
        tracing::warn!(%error, "the database does not tell what state it is in");
        Silence::from(&error)
    })
}

impl Store {
    fn new(db: DatabaseConnection, writer: DatabaseConnection) -> Self {
        let kept = Kept { history: Cached::new(), page: Cached::new() };
        Self { db, writer, kept: Arc::new(kept) }
    }

    /// Every migration with its state, as `status` has it, now or a moment ago.
    ///
    /// # Errors
    /// Why the database did not tell.
    pub async fn history(&self) -> Result<Arc<Vec<MigrationStatus>>, Silence> {
        self.kept.history.get(async { told(apply::status(&self.db, Migrator).await) }).await
    }

    /// The schema, its history and what the linter says of it, as a page, now or a moment ago.
    ///
    /// # Errors
    /// Why the database did not tell.
    pub async fn schema_page(&self, options: PageOptions) -> Result<Arc<page::Page>, Silence> {
        self.kept.page.get(async { told(page::render(&self.db, Migrator, options).await) }).await
    }

    /// The connections that are open, and how many of them are idle.
    pub fn pool(&self) -> (u32, usize) {
        match self.db.get_database_backend() {
            DbBackend::Postgres => {
                let pool = self.db.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
            DbBackend::MySql => {
                let pool = self.db.get_mysql_connection_pool();
                (pool.size(), pool.num_idle())
            }
            _ => {
                let pool = self.db.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            }
        }
    }

    /// Closes the pool once its connections are idle.
    pub async fn close(self) -> Result<(), DbErr> {
        self.writer.close().await?;
        self.db.close().await
    }

    async fn begin(&self) -> Result<Write, DbErr> {
        // A transaction that reads first and then writes cannot become a writer when another one
        // has written since: SQLite, "Isolation In SQLite". So it is one from the start.
        let sqlite = self.writer.get_database_backend() == DbBackend::Sqlite;
        let sqlite_transaction_mode = sqlite.then_some(SqliteTransactionMode::Immediate);
        let options =
            TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        Ok(Write { tx: self.writer.begin_with_options(options).await? })
    }
}
