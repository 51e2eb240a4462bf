//! Changes of a table that is in use, in the form that lets others go on reading and writing.
//!
//! Each operation has two forms. The online one needs statements of its own that cannot share a
//! transaction; it looks in the catalog first what of it is done already, so that one that was
//! ended half-way is simply run again. The plain one is for a transaction, where nobody uses the
//! table yet, and for SQLite, which has one writer at a time anyway.

mod alter;
mod backfill;
mod batches;
mod catalog;
mod constraint;
mod index;
mod keeper;
mod not_null;
mod primary_key;
mod repeatable;
mod unique;

use sea_orm::{ConnectionTrait as _, DatabaseConnectionType, DatabaseExecutor, DbErr, Statement};
use sea_orm_migration::{SchemaManager, async_trait};

use crate::Backend;
pub(crate) use crate::dialect::on_table::OnTable;
use crate::dialect::online;
pub(crate) use crate::dialect::online::Kind;

pub(crate) use alter::Alter;
pub use backfill::Backfill;
pub(crate) use constraint::{AddConstraint, DropConstraint};
pub(crate) use index::{CreateIndex, DropIndex};
pub(crate) use keeper::{Keeper, Nobody};
pub(crate) use not_null::{DropNotNull, SetNotNull};
pub(crate) use primary_key::{BuildPrimaryKey, PrimaryKey, SetPrimaryKey};
pub(crate) use repeatable::Repeatable;
pub(crate) use unique::AddUnique;

use keeper::Online;

/// A change of one object of a table in use.
#[async_trait::async_trait]
pub(crate) trait Operation: std::fmt::Debug + Send + Sync {
    /// The statements that do the same in a transaction.
    fn plain(&self, backend: Backend) -> Vec<Statement>;

    /// What does it online, on a database on which nothing of it is done yet. Asked only where
    /// changes have an online form.
    fn turns(&self, backend: Backend) -> Vec<Turn>;

    /// Does online what is not done yet, on a server.
    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr>;

    /// Whether it can be run again after it was ended half-way.
    fn is_repeatable(&self, _backend: Backend) -> bool {
        true
    }
}

/// A part of a change of a table in use: what is sent together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Turn {
    /// Statements that are over in a moment, but for which everybody waits meanwhile.
    Quick { table: OnTable, statements: Vec<String> },
    /// One that may take its time, because nobody waits for it.
    Patient(String),
    /// MySQL: one that copies nothing, in the two ways in which a server may be able to do it.
    InPlace { instant: String, in_place: String },
    /// So many rows at a time, each batch in a transaction of its own; the statement fills all of
    /// them at once.
    Batches { rows: u64, fill: Statement },
}

impl Turn {
    /// The statements that it sends, without what holds them together.
    fn statements(self, backend: Backend) -> Vec<Statement> {
        match self {
            Self::Quick { statements, .. } => {
                statements.into_iter().map(|text| backend.statement(text)).collect()
            }
            Self::Patient(text) | Self::InPlace { instant: text, .. } => {
                vec![backend.statement(text)]
            }
            Self::Batches { fill, .. } => vec![fill],
        }
    }
}

/// What an operation does on a backend: on a server the online form.
pub(crate) fn statements(operation: &dyn Operation, backend: Backend) -> Vec<Statement> {
    if !online::of(backend).has_online_form() {
        return operation.plain(backend);
    }
    operation.turns(backend).into_iter().flat_map(|turn| turn.statements(backend)).collect()
}

/// How many rows at a time it changes, where that is all that it does.
pub(crate) fn rows_at_a_time(operation: &dyn Operation, backend: Backend) -> Option<u64> {
    if !online::of(backend).has_online_form() {
        return None;
    }
    match operation.turns(backend).as_slice() {
        [Turn::Batches { rows, .. }] => Some(*rows),
        _ => None,
    }
}

/// Runs an operation in the form that fits where it runs: online on a connection to a server, plain
/// in a transaction.
pub(crate) async fn run(
    operation: &dyn Operation,
    manager: &SchemaManager<'_>,
    keeper: &dyn Keeper,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let backend = Backend::of(db);
    let statements = match (db, online::of(backend).lookup()) {
        // A recorder has no catalog to ask.
        (DatabaseExecutor::Connection(db), _)
            if matches!(db.inner, DatabaseConnectionType::MockDatabaseConnection(_)) =>
        {
            statements(operation, backend)
        }
        (DatabaseExecutor::Connection(db), Some(lookup)) => {
            return operation.run(&Online { db, backend, keeper, lookup }).await;
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
