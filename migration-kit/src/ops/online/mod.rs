//! Changes of a table that is in use, in the form that lets others go on reading and writing.
//!
//! Each operation has two forms. The online one needs statements of its own that cannot share a transaction; it looks in
//! the catalog first what of it is done already, so that one that was ended half-way is simply run again. The plain one is
//! for a transaction, where nobody uses the table yet, and for SQLite, which has one writer at a time anyway.

mod alter;
mod backfill;
mod batches;
mod catalog;
mod constraint;
mod index;
mod keeper;
mod not_null;
mod primary_key;
mod table;
mod unique;

use sea_orm::{ConnectionTrait as _, DatabaseConnectionType, DatabaseExecutor, DbBackend, DbErr, Statement};
use sea_orm_migration::{SchemaManager, async_trait};

pub(crate) use alter::Alter;
pub use backfill::Backfill;
pub(crate) use constraint::{AddConstraint, DropConstraint, Kind};
pub(crate) use index::{CreateIndex, DropIndex};
pub(crate) use keeper::{Keeper, Nobody};
pub(crate) use not_null::{DropNotNull, SetNotNull};
pub(crate) use primary_key::{BuildPrimaryKey, PrimaryKey, SetPrimaryKey};
pub(crate) use table::OnTable;
pub(crate) use unique::AddUnique;

use keeper::Online;

/// A change of one object of a table in use.
#[async_trait::async_trait]
pub(crate) trait Operation: std::fmt::Debug + Send + Sync {
    /// The statements that do the same in a transaction.
    fn plain(&self, backend: DbBackend) -> Vec<Statement>;

    /// The statements that do it online, on a database on which nothing of it is done yet. Nowhere on SQLite.
    fn texts(&self, backend: DbBackend) -> Vec<Statement>;

    /// Does online what is not done yet, on a server.
    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr>;

    /// Whether it can be run again after it was ended half-way.
    fn is_repeatable(&self, _backend: DbBackend) -> bool {
        true
    }
}

/// What an operation does on a backend: on a server the online form.
pub(crate) fn statements(operation: &dyn Operation, backend: DbBackend) -> Vec<Statement> {
    match backend {
        DbBackend::Sqlite => operation.plain(backend),
        _ => operation.texts(backend),
    }
}

/// Runs an operation in the form that fits where it runs: online on a connection to a server, plain in a transaction.
pub(crate) async fn run(
    operation: &dyn Operation,
    manager: &SchemaManager<'_>,
    keeper: &dyn Keeper,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let backend = db.get_database_backend();
    let statements = match db {
        // A recorder has no catalog to ask.
        DatabaseExecutor::Connection(db)
            if matches!(db.inner, DatabaseConnectionType::MockDatabaseConnection(_)) =>
        {
            statements(operation, backend)
        }
        DatabaseExecutor::Connection(db) if backend != DbBackend::Sqlite => {
            return operation.run(&Online { db, backend, keeper }).await;
        }
        _ => operation.plain(backend),
    };
    for statement in statements {
        match statement.values {
            None => _ = db.execute_unprepared(&statement.sql).await?,
            Some(_) => _ = db.execute_raw(statement).await?,
        }
    }
    Ok(())
}

/// SQL without values.
fn sql(backend: DbBackend, text: impl Into<String>) -> Statement {
    Statement::from_string(backend, text)
}
