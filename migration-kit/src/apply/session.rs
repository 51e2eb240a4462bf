//! The connection that runs the steps, and the lock that it holds.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseConnectionType, DbBackend, DbErr, Statement};
use sea_orm_migration::MigratorTraitSelf as _;

use super::run::{Done, Runner};
use super::{Options, State, StepStatus, Steps, connect, fresh, history, lock};
use crate::error::{reason, sqlx_reason};
use crate::{Direction, Error, Target};

/// One connection to the database to be migrated. Every command that writes takes the lock on it first, and keeps it
/// until [`Session::close`].
///
/// Dropping a session without closing it, or killing the process, releases the lock too: it lives and dies with the
/// connection (on SQLite: with the process's file handle).
pub struct Session {
    db: DatabaseConnection,
    options: Options,
    lock: Option<lock::Lock>,
    /// The connection is the caller's, and stays open.
    borrowed: bool,
    /// The connection is the caller's and has SQLite's foreign keys on: they are to be off while steps run.
    suspend_foreign_keys: bool,
    /// They are off now, and have to be on when the caller gets the connection back.
    restore_foreign_keys: bool,
    /// The database is for one replay.
    throw_away: bool,
}

impl Session {
    /// Connects; nothing is locked or written yet.
    ///
    /// # Errors
    /// [`Error::Connect`] when the database is out of reach for longer than `options.connect_timeout`.
    pub async fn open(target: &Target, options: Options) -> Result<Self, Error> {
        let db = connect::open(target, &options).await?;
        let session = Self::on(db, options);
        if session.db.get_database_backend() == DbBackend::Postgres
            && let Some(path) = session.options.search_path()
        {
            set_config(&session.db, &path).await?;
        }
        Ok(session)
    }

    /// Connects, asks for the state of each step, and leaves. An SQLite file that is not there yet is not made.
    ///
    /// # Errors
    /// As [`Session::open`] and [`Session::status`].
    pub async fn look(target: &Target, steps: &Steps, options: Options) -> Result<Vec<StepStatus>, Error> {
        if target.is_missing_file() {
            return Ok(history::never_migrated(steps));
        }
        let session = Self::open(target, options).await?;
        let history = session.status(steps).await;
        session.close().await;
        history
    }

    /// A session on a connection of its own.
    fn on(db: DatabaseConnection, options: Options) -> Self {
        Self {
            db,
            options,
            lock: None,
            borrowed: false,
            suspend_foreign_keys: false,
            restore_foreign_keys: false,
            throw_away: false,
        }
    }

    /// A session on the database of a pool that the caller has.
    pub(super) async fn beside(db: &DatabaseConnection, options: Options) -> Result<Self, Error> {
        let opened = |result: Result<DatabaseConnection, sea_orm::sqlx::Error>| {
            result.map_err(|e| Error::Connect {
                target: "the database of the given pool".to_owned(),
                reason: sqlx_reason(&e),
                hint: None,
            })
        };
        let own = match &db.inner {
            #[cfg(feature = "sqlx-sqlite")]
            DatabaseConnectionType::SqlxSqlitePoolConnection(_) => {
                let pool = db.get_sqlite_connection_pool();
                if pool.options().get_max_connections() == 1 {
                    return Self::borrow(db, options).await;
                }
                opened(connect::sqlite(pool.connect_options().as_ref().clone()).await)?
            }
            #[cfg(feature = "sqlx-postgres")]
            DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
                let path = text(db, "SELECT current_setting('search_path')").await.map_err(setting_up)?;
                let options = db.get_postgres_connection_pool().connect_options();
                let own = opened(connect::postgres(options.as_ref().clone()).await)?;
                set_config(&own, &path.unwrap_or_default()).await?;
                own
            }
            #[cfg(feature = "sqlx-mysql")]
            DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
                let options = db.get_mysql_connection_pool().connect_options();
                opened(connect::mysql(options.as_ref().clone()).await)?
            }
            _ => return Err(Error::config("the connection is not one of SeaORM's sqlx pools")),
        };
        Ok(Self::on(own, options))
    }

    /// Takes the caller's only SQLite connection. Its foreign keys are switched off while the lock is held.
    #[cfg(feature = "sqlx-sqlite")]
    async fn borrow(db: &DatabaseConnection, options: Options) -> Result<Self, Error> {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_keys")).await;
        let row = row.map_err(setting_up)?;
        let on = row.is_some_and(|row| row.try_get_by_index::<i32>(0).is_ok_and(|value| value == 1));
        let mut session = Self::on(db.clone(), options);
        (session.borrowed, session.suspend_foreign_keys) = (true, on);
        Ok(session)
    }

    /// A session on a throw-away database, whose connection stays open.
    #[cfg(feature = "generate")]
    pub(crate) fn scratch(db: &DatabaseConnection) -> Self {
        let mut session = Self::on(db.clone(), Options::default());
        (session.borrowed, session.throw_away) = (true, true);
        session
    }

    /// Applies every step on a throw-away database, which nobody else knows and nobody asks: without a lock and without a
    /// record, whose table is there for steps that look at the catalog.
    #[cfg(feature = "generate")]
    pub(crate) async fn replay(&self, steps: &Steps) -> Result<(), Error> {
        self.install(steps).await?;
        Runner::new(&self.db, &steps.table, self.throw_away).replay(&steps.list).await
    }

    /// What the database says of each step; reads only.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn status(&self, steps: &Steps) -> Result<Vec<StepStatus>, Error> {
        history::read(&self.db, steps).await
    }

    /// Applies pending steps in their order: all of them, or the first `limit`.
    ///
    /// # Errors
    /// [`Error::LockTimeout`], [`Error::Step`], or [`Error::Database`] before the first step.
    pub async fn up(&mut self, steps: &Steps, limit: Option<u32>) -> Result<Vec<Done>, Error> {
        if !self.status(steps).await?.iter().any(StepStatus::is_pending) {
            return Ok(Vec::new());
        }
        self.lock(steps).await?;
        self.install(steps).await?;
        // Read again: whoever held the lock before may have done the work.
        let history = self.status(steps).await?;
        for step in history.iter().filter(|step| step.state == State::Missing) {
            tracing::warn!("{} is applied, but the code does not have it", step.version);
        }
        let count = limit.map_or(usize::MAX, |n| n as usize);
        let pending: Vec<&StepStatus> = history.iter().filter(|step| step.is_pending()).take(count).collect();
        for step in pending.iter().filter(|step| step.state == State::Late) {
            tracing::warn!("{} comes in late: newer steps were applied before it", step.version);
        }
        self.run(steps, pending.iter().map(|step| step.version.as_str()), Direction::Up).await
    }

    /// Undoes applied steps, newest first: all of them, or the last `limit`. Undoing more than there are is fine.
    ///
    /// # Errors
    /// As [`Session::up`]; [`Error::Config`] when an applied step that the code does not have is in the way.
    pub async fn down(&mut self, steps: &Steps, limit: Option<u32>) -> Result<Vec<Done>, Error> {
        let recorded = |step: &&StepStatus| step.applied_at.is_some();
        if !self.status(steps).await?.iter().any(|step| recorded(&step)) {
            return Ok(Vec::new());
        }
        self.lock(steps).await?;
        let history = self.status(steps).await?;
        let applied: Vec<&StepStatus> = history.iter().filter(recorded).collect();
        let count = limit.map_or(applied.len(), |n| n as usize);
        let chosen: Vec<&str> = applied.iter().rev().take(count).map(|step| step.version.as_str()).collect();
        if let Some(unknown) = chosen.iter().find(|version| steps.get(version).is_none()) {
            return Err(Error::Config {
                message: format!(
                    "the step {unknown} is applied, but the code does not have it, so it cannot be undone"
                ),
                hint: Some("run the command from the branch or the image that has the step".to_owned()),
            });
        }
        self.run(steps, chosen.into_iter(), Direction::Down).await
    }

    /// Undoes every applied step and drops the record.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn reset(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        let done = self.down(steps, None).await?;
        self.lock(steps).await?;
        let uninstalled = fresh::Nothing::new(steps).uninstall(&self.db).await;
        uninstalled.map_err(|e| doing(format!("drop the table {}", steps.table), e))?;
        Ok(done)
    }

    /// Undoes every applied step and applies them all again.
    ///
    /// # Errors
    /// As [`Session::down`].
    pub async fn refresh(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        let mut done = self.down(steps, None).await?;
        done.extend(self.up(steps, None).await?);
        Ok(done)
    }

    /// Drops every view, table and type of the database's default schema, whoever made it, and applies every step.
    ///
    /// # Errors
    /// As [`Session::up`].
    pub async fn fresh(&mut self, steps: &Steps) -> Result<Vec<Done>, Error> {
        self.lock(steps).await?;
        fresh::drop_everything(&self.db, steps).await?;
        self.up(steps, None).await
    }

    /// Releases the lock and the connection.
    pub async fn close(mut self) {
        if std::mem::take(&mut self.restore_foreign_keys) {
            restore_foreign_keys(&self.db).await;
        }
        if !self.borrowed {
            // The connection is going away in any case; an error here changes nothing.
            let _ = self.db.close_by_ref().await;
        }
    }

    async fn lock(&mut self, steps: &Steps) -> Result<(), Error> {
        if self.lock.is_none() {
            let lock = lock::acquire(&self.db, &steps.table.to_string(), self.options.lock_timeout).await?;
            if !self.borrowed {
                connect::forbid_reconnect(&self.db);
            }
            self.lock = Some(lock);
            if self.suspend_foreign_keys {
                self.restore_foreign_keys = true;
                self.db.execute_unprepared("PRAGMA foreign_keys = OFF").await.map_err(setting_up)?;
            }
        }
        Ok(())
    }

    /// Makes the table that records the steps, SeaORM's own.
    async fn install(&self, steps: &Steps) -> Result<(), Error> {
        let installed = fresh::Nothing::new(steps).install(&self.db).await;
        installed.map_err(|e| doing(format!("create the table {}", steps.table), e))
    }

    async fn run<'a>(
        &self,
        steps: &Steps,
        versions: impl Iterator<Item = &'a str>,
        direction: Direction,
    ) -> Result<Vec<Done>, Error> {
        let mut runner = Runner::new(&self.db, &steps.table, self.throw_away);
        let mut done = Vec::new();
        for version in versions {
            if let Some(step) = steps.get(version) {
                done.push(runner.run(step, direction).await?);
            }
        }
        Ok(done)
    }
}

impl Drop for Session {
    /// A session that was not closed was cancelled. A connection of the caller's must not go on without foreign keys, so
    /// they are switched on as soon as it is free.
    fn drop(&mut self) {
        if self.restore_foreign_keys
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let db = self.db.clone();
            runtime.spawn(async move { restore_foreign_keys(&db).await });
        }
    }
}

async fn restore_foreign_keys(db: &DatabaseConnection) {
    if let Err(e) = db.execute_unprepared("PRAGMA foreign_keys = ON").await {
        tracing::error!("cannot switch foreign keys on again: {}", reason(&e));
    }
}

async fn set_config(db: &DatabaseConnection, path: &str) -> Result<(), Error> {
    let sql = "SELECT set_config('search_path', $1, false)";
    let set = Statement::from_sql_and_values(DbBackend::Postgres, sql, [path.into()]);
    db.query_one_raw(set).await.map(|_| ()).map_err(setting_up)
}

/// The first column of the first row.
#[cfg(feature = "sqlx-postgres")]
async fn text(db: &DatabaseConnection, sql: &str) -> Result<Option<String>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

fn setting_up(source: DbErr) -> Error {
    doing("set up the connection".to_owned(), source)
}

pub(super) fn doing(doing: String, source: DbErr) -> Error {
    Error::Database { doing, source, hint: None }
}
