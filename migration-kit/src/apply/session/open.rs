//! Where a session gets its connection from.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};

use super::{Session, setting_up};
use crate::Backend;
use crate::apply::actions_by_version::ActionsByVersion;
use crate::apply::lock::{LockKind, lease};
use crate::apply::{MigrationStatus, Migrations, Options, failpoint, history};
use crate::dialect::{schemas, session};
use crate::error::sqlx_reason;
use crate::{Error, Target, connect, process};

impl Session {
    /// Connects; nothing is locked or written yet.
    ///
    /// # Errors
    /// [`Error::Connect`] when the database is out of reach for longer than
    /// `options.connect_timeout`.
    pub async fn open(target: &Target, options: Options) -> Result<Self, Error> {
        let path = options.search_path();
        let sets = path.and_then(|path| session::of(target.backend()).look_in(&path)).is_some();
        if options.lock == LockKind::Lease && sets {
            return Err(Error::Usage {
                message: "a schema cannot be chosen together with a lease: a pooler does not keep it for the session"
                    .to_owned(),
                hint: Some(
                    "leave -s and DATABASE_SCHEMA away, and set the path for the role: ALTER ROLE … SET search_path"
                        .to_owned(),
                ),
            });
        }
        let name = match options.lock {
            LockKind::Session => process::session_name(),
            LockKind::Lease => lease::owner(),
        };
        let db = connect::open(target, options.connect_timeout, &name).await?;
        let session = Self::on(db, options, name);
        session.set_search_path().await?;
        Ok(session)
    }

    /// Connects, asks for the state of each migration, and leaves. An SQLite file that is not there
    /// yet is not made.
    ///
    /// # Errors
    /// As [`Session::open`] and [`Session::status`].
    pub async fn look(
        target: &Target,
        migrations: &Migrations,
        options: Options,
    ) -> Result<Vec<MigrationStatus>, Error> {
        let all_actions = ActionsByVersion::of_all(&migrations.list, target.backend()).await;
        Self::look_beside(target, migrations, options, &all_actions).await
    }

    /// The same beside what is known of the code already.
    pub(in crate::apply) async fn look_beside(
        target: &Target,
        migrations: &Migrations,
        options: Options,
        all_actions: &ActionsByVersion,
    ) -> Result<Vec<MigrationStatus>, Error> {
        if target.is_missing_file() {
            return Ok(history::never_migrated(migrations));
        }
        let session = Self::open(target, options).await?;
        let history = session.look_at(migrations, all_actions).await;
        session.close().await;
        history
    }

    /// A session on a connection of its own.
    fn on(mut db: DatabaseConnection, options: Options, name: String) -> Self {
        let progress = options.progress.clone();
        db.set_metric_callback(move |_| {
            progress.statement_seen();
            failpoint::sent();
        });
        let (lock, watch, path, state) = (None, None, None, None);
        Self {
            db,
            options,
            name,
            lock,
            watch,
            path,
            state,
            borrowed: false,
            has_hash: false,
            foreign_keys: None,
        }
    }

    /// A session on the database of a pool that the caller has: on the caller's only connection, or
    /// on another one like those of the pool, with their search path.
    pub(in crate::apply) async fn beside(
        db: &DatabaseConnection,
        options: Options,
    ) -> Result<Self, Error> {
        let Some(driver) = connect::driver_of(db) else {
            return Err(Error::usage("the connection is not one of SeaORM's sqlx pools"));
        };
        if driver.is_lent(db) {
            return Self::borrow(db, options).await;
        }
        let path = match schemas::of(Backend::of(db)).search_path() {
            Some(ask) => Some(text(db, ask).await.map_err(setting_up)?),
            None => None,
        };
        let is_pooled = options.lock == LockKind::Lease;
        // The sessions of a lease's owner are found by their name.
        let is_named = is_pooled && driver.names_sessions();
        let name = if is_named { lease::owner() } else { process::session_name() };
        let own = driver.another(db, Some(&name)).await.map_err(|e| Error::Connect {
            target: "the database of the given pool".to_owned(),
            reason: sqlx_reason(&e),
            hint: None,
        })?;
        let mut session = Self::on(own, options, name);
        if let Some(path) = path {
            session.path = Some(path).filter(|_| !is_pooled);
            session.set_search_path().await?;
        }
        Ok(session)
    }

    /// The foreign keys of the caller's connection are as each migration needs them while the lock
    /// is held.
    async fn borrow(db: &DatabaseConnection, options: Options) -> Result<Self, Error> {
        let row = db.query_one_raw(Backend::of(db).statement("PRAGMA foreign_keys")).await;
        let row = row.map_err(setting_up)?;
        let on =
            row.is_some_and(|row| row.try_get_by_index::<i32>(0).is_ok_and(|value| value == 1));
        let mut session = Self::on(db.clone(), options, process::session_name());
        (session.borrowed, session.foreign_keys) = (true, Some(on));
        Ok(session)
    }
}

/// The answer to a question.
async fn text(db: &DatabaseConnection, ask: &str) -> Result<String, DbErr> {
    let row = db.query_one_raw(Backend::of(db).statement(ask)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
}
