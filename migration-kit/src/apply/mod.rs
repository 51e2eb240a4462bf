//! The only writer to a user's database: decides what is pending, takes the lock, runs the
//! migrations, records them.
//!
//! * [`up`] on a connection that the caller has,
//! * [`boot`] for a server before it listens,
//! * `Session`, which is private, for everything that the command line does.
//!
//! Nothing pending costs one `SELECT`: no lock, no DDL, no write. Otherwise the session that runs
//! the migrations holds the lock, so that a killed process cannot leave its last statement running
//! beside a successor.

mod actions;
mod actions_by_version;
mod at_once;
mod boot;
#[cfg(test)]
mod checksums;
mod decide;
#[cfg(feature = "cli")]
pub(crate) mod environment;
mod execution;
mod executor;
mod failpoint;
mod failure;
mod fresh;
mod group;
mod history;
mod keeping;
mod lock;
pub(crate) mod migrations;
mod mirror;
mod notes;
mod orphans;
mod progress;
mod records;
#[cfg(feature = "generate")]
mod replay;
mod run;
mod sent;
pub(crate) mod session;
mod settings;
mod statements;
mod strategy;
mod transaction;
mod waiting;
mod wording;

use std::time::Duration;

use async_compat::Compat;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use crate::Backend;
use crate::Error;

use actions_by_version::ActionsByVersion;
pub use boot::{BootMode, BootOptions, BootReport, boot};
pub use history::{MigrationStatus, State};
pub use lock::LockKind;
pub(crate) use migrations::Migrations;
pub use progress::{Now, Progress};
#[cfg(feature = "generate")]
pub(crate) use replay::replay;
pub use run::Done;
#[cfg(feature = "generate")]
pub(crate) use run::run_alone;
#[cfg(feature = "generate")]
pub(crate) use session::Baselined;
#[cfg(feature = "cli")]
pub(crate) use session::Mark;
pub(crate) use session::Session;
#[cfg(feature = "cli")]
pub(crate) use session::client_settings;
#[cfg(feature = "cli")]
pub(crate) use settings::Given;
/// How a session connects and waits.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to wait for another process that holds the lock.
    pub lock_timeout: Duration,
    /// How long to keep trying while the database is out of reach; zero tries once.
    pub connect_timeout: Duration,
    /// What keeps two processes from migrating at once.
    pub lock: LockKind,
    /// How long a lease lasts that is not renewed: so long does a process that is gone keep the
    /// others waiting.
    pub lease_time: Duration,
    /// How long a statement of a migration waits on a server for a table that somebody else is
    /// using, which makes everybody behind it wait too. The statement, or on PostgreSQL the
    /// migration, is then tried again, up to ten times. MySQL and MariaDB count whole seconds.
    pub table_lock_timeout: Duration,
    /// How long one statement of a migration may run: PostgreSQL's `statement_timeout`, MariaDB's
    /// `max_statement_time`. Without it the server's own holds.
    pub statement_timeout: Option<Duration>,
    /// Where the run says how far it is.
    pub progress: Progress,
    /// PostgreSQL's `search_path`: one schema, or several separated by commas. Without it the
    /// role's own holds.
    pub schema: Option<String>,
}

impl Options {
    /// The `search_path` for the server: the schemas as quoted identifiers. SeaORM's
    /// `set_schema_search_path` takes it as it is.
    ///
    /// ```
    /// use migration_kit::apply::Options;
    ///
    /// let options = Options { schema: Some("app, \"Odd one\"".to_owned()), ..Options::default() };
    /// assert_eq!(options.search_path().unwrap(), "\"app\", \"Odd one\"");
    /// ```
    pub fn search_path(&self) -> Option<String> {
        let quoted = |schema: &str| {
            let schema = schema.trim();
            if schema.starts_with('"') {
                schema.to_owned()
            } else {
                crate::ops::ident(Backend::Postgres, schema)
            }
        };
        self.schema
            .as_ref()
            .map(|schemas| schemas.split(',').map(quoted).collect::<Vec<_>>().join(", "))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(60),
            connect_timeout: Duration::ZERO,
            lock: LockKind::Session,
            lease_time: Duration::from_secs(30),
            table_lock_timeout: crate::migration::TABLE_LOCK_TIMEOUT,
            statement_timeout: None,
            progress: Progress::default(),
            schema: None,
        }
    }
}

/// Applies the pending migrations on the database of a connection that the caller has, and says
/// which they were.
///
/// A SQLite pool of one connection (SeaORM's default, and every in-memory database) is used as it
/// is. Otherwise the migrations run on a connection of their own to the same database, opened with
/// the pool's options, because the lock belongs to one connection and a pool does not say which one
/// it hands out. Waits up to a minute for the lock.
///
/// # Errors
/// Every variant of [`Error`] but `Decision` and `NotApplied`. The migrations before a failing one
/// stay applied.
///
/// ```
/// use sea_orm_migration::prelude::*;
///
/// struct Migrator;
///
/// #[async_trait::async_trait]
/// impl MigratorTrait for Migrator {
///     fn migrations() -> Vec<Box<dyn MigrationTrait>> {
///         vec![]
///     }
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let db = sea_orm_migration::sea_orm::Database::connect("sqlite::memory:").await.unwrap();
/// assert!(migration_kit::apply::up(&db, Migrator).await.unwrap().is_empty());
/// # });
/// ```
pub async fn up(
    db: &DatabaseConnection,
    migrator: impl MigratorTraitSelf,
) -> Result<Vec<Done>, Error> {
    up_with(db, migrator, Options::default()).await
}

/// The same as [`up`] with other options, such as a lease behind a pooler. The search path is that
/// of the pool.
///
/// # Errors
/// As [`up`].
pub async fn up_with(
    db: &DatabaseConnection,
    migrator: impl MigratorTraitSelf,
    options: Options,
) -> Result<Vec<Done>, Error> {
    let migrations = Migrations::of(&migrator)?;
    Compat::new(async {
        // An edit changes nothing here, and to look for one takes longer than everything else.
        if let Some(decided) = history::glance(db, &migrations).await
            && decided.is_over()
        {
            return Ok(Vec::new());
        }
        let mut session = Session::beside(db, options).await?;
        let done = session.up(&migrations, None).await;
        session.close().await;
        done
    })
    .await
}

/// What the database says of each migration, read with one `SELECT` and read rights alone: cheap
/// enough for a health check. A database that was never migrated has everything pending. An edit is
/// told of the migrations that are data; [`audit`] tells all.
///
/// # Errors
/// [`Error::Usage`] for a list with two migrations of one version, [`Error::Database`] when the
/// database does not answer.
pub async fn status(
    db: &DatabaseConnection,
    migrator: impl MigratorTraitSelf,
) -> Result<Vec<MigrationStatus>, Error> {
    let migrations = Migrations::of(&migrator)?;
    Compat::new(status_of(db, &migrations)).await
}

/// The same for migrations that were taken from their migrator.
pub(crate) async fn status_of(
    db: &DatabaseConnection,
    migrations: &Migrations,
) -> Result<Vec<MigrationStatus>, Error> {
    let plans = ActionsByVersion::of_plans(&migrations.list, Backend::of(db));
    history::look(db, migrations, &plans).await
}

/// The same as [`status`], and tells every edit: a migration that is written as an async function
/// is run beside a stand-in for the database to find out what it does.
///
/// # Errors
/// As [`status`].
pub async fn audit(
    db: &DatabaseConnection,
    migrator: impl MigratorTraitSelf,
) -> Result<Vec<MigrationStatus>, Error> {
    let migrations = Migrations::of(&migrator)?;
    Compat::new(async {
        let all_actions = ActionsByVersion::of_all(&migrations.list, Backend::of(db)).await;
        history::look(db, &migrations, &all_actions).await
    })
    .await
}

/// The statements of each migration that the history table has, in the words of the time when it
/// ran: with placeholders for values.
#[cfg(feature = "page")]
pub(crate) async fn recorded(
    db: &DatabaseConnection,
    migrations: &Migrations,
) -> Result<std::collections::HashMap<String, Vec<String>>, Error> {
    let all = history::tables::HistoryTables::new(&migrations.table, Backend::of(db))
        .all_statements(db)
        .await;
    let all = all.map_err(|e| crate::error::doing("read the recorded statements".to_owned(), e))?;
    Ok(all
        .into_iter()
        .map(|(version, kept)| (version, history::tables::taken_apart(&kept)))
        .collect())
}

/// Whether one of the statements begins or ends a transaction.
#[cfg(feature = "cli")]
pub(crate) fn controls_transactions(statements: &[Vec<crate::sql::tokens::Token>]) -> bool {
    statements.iter().any(|statement| actions::controls_transactions(statement))
}

/// The statements of a plan as they are recorded: with placeholders for values, and a rebuild in
/// words.
#[cfg(feature = "page")]
pub(crate) fn shown(plan: &crate::migration::Plan) -> Vec<String> {
    actions::KnownActions::of_plan(plan).shown()
}
