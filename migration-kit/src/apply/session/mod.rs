//! One connection and the lock that it holds.

#[cfg(feature = "generate")]
mod baseline;
mod commands;
mod locking;
mod open;
mod repair;
mod settings;

use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::{MigratorTraitSelf as _, SchemaManager};

use super::actions_by_version::ActionsByVersion;
use super::history::tables::{self, HistoryTables};
use super::lock::Lock;
use super::records::Records;
use super::run::Runner;
use super::waiting::Watch;
use super::{MigrationStatus, Migrations, Options, fresh, history};
use crate::Backend;
use crate::dialect::state::{self, SessionState};
use crate::error::{doing, reason};
use crate::ops::foreign_keys;
use crate::{Error, connect};

#[cfg(feature = "generate")]
pub(crate) use baseline::Baselined;
#[cfg(any(feature = "cli", feature = "testing"))]
pub use repair::Mark;
pub(super) use repair::partially_applied;
#[cfg(feature = "cli")]
pub(crate) use settings::client_settings;

/// One connection to the database to be migrated. Every command that writes takes the lock on it
/// first, and keeps it until [`Session::close`].
///
/// Dropping a session without closing it, or killing the process, releases the lock too: it lives
/// and dies with the connection (on SQLite: with the process's file handle), and a lease runs out.
pub struct Session {
    db: DatabaseConnection,
    options: Options,
    /// What the session calls itself, to the server and in a lease.
    name: String,
    lock: Option<Lock>,
    watch: Option<Watch>,
    /// What the session was when the lock was taken.
    state: Option<SessionState>,
    /// The history table has the column `hash` of an older kit.
    has_hash: bool,
    /// PostgreSQL: the search path of the caller's pool.
    path: Option<String>,
    /// The connection is the caller's, and stays open.
    borrowed: bool,
    /// The connection is the caller's, and SQLite's foreign keys have to be so when the caller gets
    /// it back.
    foreign_keys: Option<bool>,
}

impl Session {
    /// What the database says of each migration, beside what the code says; reads only. A migration
    /// that is written as an async function is run beside a stand-in for the database, so that an
    /// edit of it is noticed.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    #[cfg(feature = "testing")]
    pub async fn status(&self, migrations: &Migrations) -> Result<Vec<MigrationStatus>, Error> {
        let all_actions = ActionsByVersion::of_all(&migrations.list, self.backend()).await;
        self.look_at(migrations, &all_actions).await
    }

    async fn look_at(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
    ) -> Result<Vec<MigrationStatus>, Error> {
        match &self.lock {
            Some(_) => self.read(migrations, all_actions).await,
            None => history::look(&self.db, migrations, all_actions).await,
        }
    }

    async fn read(
        &self,
        migrations: &Migrations,
        all_actions: &ActionsByVersion,
    ) -> Result<Vec<MigrationStatus>, Error> {
        history::read(&self.db, migrations, all_actions).await
    }

    /// Releases the lock and the connection.
    pub async fn close(mut self) {
        if let Some(lock) = self.lock.take() {
            lock.release(&self.db).await;
        }
        if let Some(on) = self.foreign_keys {
            restore_foreign_keys(&self.db, on).await;
            // Not before: this may be cancelled too.
            self.foreign_keys = None;
        }
        if !self.borrowed {
            // The connection is going away in any case; an error here changes nothing.
            let _ = self.db.close_by_ref().await;
        }
    }

    fn backend(&self) -> Backend {
        Backend::of(&self.db)
    }

    async fn lock(&mut self, migrations: &Migrations) -> Result<(), Error> {
        if self.lock.is_some() {
            return Ok(());
        }
        let lock = self.take_lock(migrations).await?;
        let session = lock.session();
        self.watch =
            session.and_then(|it| Watch::new(&self.db, it, self.options.table_lock_timeout));
        // At once: a connection that took the place of this one would not hold the lock.
        if !self.borrowed {
            connect::forbid_reconnect(&self.db);
        }
        self.lock = Some(lock);
        self.stay_in_one_schema(migrations).await?;
        let records = [tables::name(&migrations.table.to_string()), migrations.table.to_string()];
        let state = state::of(self.backend()).read(&self.db, &records, self.is_pooled()).await;
        let mut state = state.map_err(setting_up)?;
        state.is_locked = state.is_locked.or_else(|| self.lock.as_ref()?.is_held());
        self.state = Some(state);
        Ok(())
    }

    /// Makes the two tables that record the migrations, SeaORM's own and the history table.
    async fn install(&mut self, migrations: &Migrations) -> Result<(), Error> {
        let failed = |e| doing(format!("create the table {}", migrations.table), e);
        fresh::Nothing::new(migrations).install(&self.db).await.map_err(failed)?;
        self.tables(migrations).install(&self.db).await.map_err(failed)?;
        let complete = self
            .tables(migrations)
            .complete(&SchemaManager::new(&self.db), &migrations.table)
            .await;
        self.has_hash = complete.map_err(|e| {
            doing(format!("complete the history table beside {}", migrations.table), e)
        })?;
        Ok(())
    }

    /// The history tables, by their whole names as soon as the lock is held.
    fn tables(&self, migrations: &Migrations) -> HistoryTables {
        let tables = match &self.state {
            Some(state) => HistoryTables::within(&migrations.table, self.backend(), &state.home),
            None => HistoryTables::new(&migrations.table, self.backend()),
        };
        tables.with_hash(self.has_hash)
    }

    /// What runs and records migrations; the lock is held.
    fn runner<'a>(
        &'a self,
        migrations: &Migrations,
        all_actions: &'a ActionsByVersion,
    ) -> Result<Runner<'a>, Error> {
        let not_held = || Error::internal("the migration lock is not held");
        let lock = self.lock.as_ref().ok_or_else(not_held)?;
        let state = self.state.as_ref().ok_or_else(not_held)?;
        let records = Records {
            tables: self.tables(migrations),
            all_actions,
            lock,
            settings: self.transaction_settings(),
            state,
            patience: self.options.table_lock_timeout,
            watch: self.watch.as_ref(),
            progress: &self.options.progress,
        };
        Ok(Runner { records: Some(records), ..Runner::new(&self.db) })
    }
}

impl Drop for Session {
    /// A session that was not closed was cancelled. A connection of the caller's must not go on
    /// without foreign keys, so they are switched on as soon as it is free.
    fn drop(&mut self) {
        if let Some(on) = self.foreign_keys
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let db = self.db.clone();
            runtime.spawn(async move { restore_foreign_keys(&db, on).await });
        }
    }
}

async fn restore_foreign_keys(db: &DatabaseConnection, on: bool) {
    if let Err(e) = foreign_keys::enforce(db, on).await {
        tracing::error!("cannot set the connection's foreign keys as they were: {}", reason(&e));
    }
}

fn setting_up(source: DbErr) -> Error {
    doing("set up the connection".to_owned(), source)
}
