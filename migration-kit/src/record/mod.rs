//! The SQL of a migration without a user's database.
//!
//! A migration is run on SeaORM's mock connection, behind which there is an SQLite database in
//! memory, or, for a server, a model that follows the statements and answers SeaORM's probes
//! (`has_table`, `has_column`, `has_index`) from what the migrations so far have made. So a
//! migration is recorded as it stands, written by hand or as data, and a history is recorded from
//! its beginning, one migration after the other.
//!
//! Nothing on a server has rows: a statement affects none, and what a migration asks for is not
//! found. SQLite's tables are empty, unless a migration fills them.

mod follow;
mod memory;
mod mock;
mod model;
mod probe;
pub(crate) mod redact;
mod take;

use async_compat::Compat;
use sea_orm::DbErr;
use sea_orm_migration::MigrationTrait;

use crate::Backend;
#[cfg(feature = "generate")]
use crate::dialect::ddl;
use crate::error::reason;
#[cfg(feature = "generate")]
use crate::panics::Panic;
#[cfg(feature = "generate")]
use crate::sql::tokens::{Token, statements};
use crate::{Direction, Error, Left};
use take::Take;

/// What a migration does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// Its statements, in their order. Those that it rolled back itself are not among them, and
    /// neither are BEGIN, COMMIT and the probes of the catalog.
    pub statements: Vec<Recorded>,
    /// It asks for something that only a database with its rows can answer, and was told that there
    /// is nothing. Whether a statement affected rows can be asked without this being noticed.
    pub depends_on_data: bool,
    /// Recorded twice, it did two different things: its statements hold the time or something
    /// random. What is bound as a value does not count.
    pub varies: bool,
    /// SQLite: the statements of each rebuild in a migration that is data, in their order.
    pub(crate) rebuilds: Vec<Vec<String>>,
}

impl Recording {
    /// SQLite: whether foreign keys are off while it runs, because it makes a table anew. An async
    /// migration says so by the setting that `ops::rebuild_table` needs.
    #[cfg(feature = "generate")]
    pub(crate) fn suspends_foreign_keys(&self, backend: Backend) -> bool {
        let sets = |words: &Vec<Token>| matches!(words.as_slice(), [first, name, ..] if first.is("pragma") && name.is("legacy_alter_table"));
        let mut all = self.statements.iter();
        !self.rebuilds.is_empty()
            || ddl::of(backend).rebuilds()
                && all.any(|statement| statements(backend, &statement.sql).iter().any(sets))
    }
}

/// One statement, or several in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The SQL, with placeholders where values are bound. The values themselves are not kept.
    pub sql: String,
    /// Whether values are bound, without which it cannot be run again.
    pub has_values: bool,
    /// Whether it only reads.
    pub reads: bool,
    /// Whether the checksum of the migration has it. Those that write to SQLite's own tables as
    /// queries were not noted when checksums began, and stay out of them.
    pub(crate) is_in_checksum: bool,
}

/// Records the migrations of a history, which have to come in their order. PostgreSQL's default
/// schema is taken to be `public`.
///
/// ```
/// use migration_kit::inside::record::Recorder;
/// use sea_orm_migration::prelude::*;
/// use migration_kit::Backend;
///
/// #[derive(DeriveMigrationName)]
/// struct Migration;
///
/// #[async_trait::async_trait]
/// impl MigrationTrait for Migration {
///     async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
///         if !manager.has_table("notes").await? {
///             let id = ColumnDef::new("id").uuid().take();
///             manager.create_table(Table::create().table("notes").col(id).take()).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let mut recorder = Recorder::new(Backend::Postgres)?;
/// let recording = recorder.up(&Migration).await?;
/// assert_eq!(recording.statements[0].sql, "CREATE TABLE \"notes\" ( \"id\" uuid )");
/// // By now there is a table.
/// assert!(recorder.up(&Migration).await?.statements.is_empty());
/// # Ok::<(), migration_kit::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct Recorder {
    backend: Backend,
    /// Where there are two, each has its own state: what a migration does twice can be compared.
    first: Take,
    second: Option<Take>,
}

impl Recorder {
    /// A recorder of an empty database.
    ///
    /// # Errors
    /// [`Error::Environment`] for SQLite where it was not compiled in, [`Error::Connect`] when it
    /// refuses.
    pub fn new(backend: Backend) -> Result<Self, Error> {
        Ok(Self { second: Some(Take::new(backend, false)?), ..Self::once(backend)? })
    }

    /// One that records each migration once, in half the time, and so never finds that one varies.
    pub(crate) fn once(backend: Backend) -> Result<Self, Error> {
        Ok(Self { backend, first: Take::new(backend, false)?, second: None })
    }

    /// One that records each migration once and runs ahead of SQLite, which is told of many
    /// migrations together, because telling it takes longer than what it does. So a migration may
    /// not hear of what fails in it: only what is recorded until [`Recorder::end`] succeeds is
    /// true.
    pub(crate) fn ahead(backend: Backend) -> Result<Self, Error> {
        Ok(Self { backend, first: Take::new(backend, true)?, second: None })
    }

    /// Does what was put off.
    ///
    /// # Errors
    /// What failed of it, in whatever migration.
    pub(crate) async fn end(self) -> Result<(), DbErr> {
        self.first.end().await
    }

    /// Records what applying a migration does, which is then done as far as the next migration can
    /// tell.
    ///
    /// # Errors
    /// [`Error::Migration`] for a migration that fails, also for want of rows, or that panics. It
    /// left nothing behind, unless it runs outside a transaction on SQLite.
    pub async fn up(&mut self, migration: &dyn MigrationTrait) -> Result<Recording, Error> {
        self.record(migration, Direction::Up).await
    }

    /// Records what rolling it back does.
    ///
    /// # Errors
    /// As [`Recorder::up`].
    pub async fn down(&mut self, migration: &dyn MigrationTrait) -> Result<Recording, Error> {
        self.record(migration, Direction::Down).await
    }

    /// What is recorded for.
    #[cfg(feature = "generate")]
    pub(crate) fn backend(&self) -> Backend {
        self.backend
    }

    /// What a migration sent last: where it failed, the statement that did.
    #[cfg(feature = "generate")]
    pub(crate) fn last_statement(&self) -> Option<String> {
        self.first.last_statement()
    }

    /// What the migration that ran last panicked with, where that is why it was not recorded.
    #[cfg(feature = "generate")]
    pub(crate) fn panicked(&self) -> Option<Panic> {
        self.first.panicked().or_else(|| self.second.as_ref()?.panicked())
    }

    async fn record(
        &mut self,
        migration: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Recording, Error> {
        self.attempt(migration, direction)
            .await
            .map_err(|source| self.failed(migration, direction, &source))
    }

    /// Records what a way of a migration does, or gives the migration's own error.
    pub(crate) async fn attempt(
        &mut self,
        migration: &dyn MigrationTrait,
        direction: Direction,
    ) -> Result<Recording, DbErr> {
        // A migration may use tokio's timers, whatever the runtime.
        Compat::new(async {
            let mut recording = Box::pin(self.first.run(migration, direction)).await?;
            if let Some(second) = &self.second {
                let again = Box::pin(second.run(migration, direction)).await?;
                recording.varies = recording.statements != again.statements;
            }
            Ok(recording)
        })
        .await
    }

    fn failed(
        &self,
        migration: &dyn MigrationTrait,
        direction: Direction,
        source: &DbErr,
    ) -> Error {
        let text = format!("recorded for {}: {}", self.backend.name(), reason(source));
        let version = migration.name().to_owned();
        Error::Migration { version, direction, source: DbErr::Migration(text), left: Left::Nothing }
    }
}
