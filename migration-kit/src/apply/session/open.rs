//! Where a session gets its connection from.

use sea_orm::{DatabaseConnection, DatabaseConnectionType};

use super::Session;
use crate::apply::lock::{LockKind, lease};
use crate::apply::scripts::Scripts;
use crate::apply::{MigrationStatus, Migrations, Options, failpoint, history};
use crate::dialect::session;
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
        let sets = path.and_then(|path| session::of(target.backend()).search_path(&path)).is_some();
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
        let scripts = Scripts::of_all(&migrations.list, target.backend()).await;
        Self::look_beside(target, migrations, options, &scripts).await
    }

    /// The same beside what is known of the code already.
    pub(in crate::apply) async fn look_beside(
        target: &Target,
        migrations: &Migrations,
        options: Options,
        scripts: &Scripts,
    ) -> Result<Vec<MigrationStatus>, Error> {
        if target.is_missing_file() {
            return Ok(history::never_migrated(migrations));
        }
        let session = Self::open(target, options).await?;
        let history = session.look_at(migrations, scripts).await;
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

    /// A session on the database of a pool that the caller has.
    pub(in crate::apply) async fn beside(
        db: &DatabaseConnection,
        options: Options,
    ) -> Result<Self, Error> {
        match &db.inner {
            #[cfg(feature = "sqlx-sqlite")]
            DatabaseConnectionType::SqlxSqlitePoolConnection(_) => {
                sqlite::beside(db, options).await
            }
            #[cfg(feature = "sqlx-postgres")]
            DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
                postgres::beside(db, options).await
            }
            #[cfg(feature = "sqlx-mysql")]
            DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
                let pool = db.get_mysql_connection_pool().connect_options();
                let own = opened(connect::mysql(pool.as_ref().clone()).await)?;
                Ok(Self::on(own, options, process::session_name()))
            }
            _ => Err(Error::usage("the connection is not one of SeaORM's sqlx pools")),
        }
    }
}

fn opened(
    result: Result<DatabaseConnection, sea_orm::sqlx::Error>,
) -> Result<DatabaseConnection, Error> {
    result.map_err(|e| Error::Connect {
        target: "the database of the given pool".to_owned(),
        reason: sqlx_reason(&e),
        hint: None,
    })
}

#[cfg(feature = "sqlx-sqlite")]
mod sqlite {
    use sea_orm::{ConnectionTrait as _, DatabaseConnection};

    use super::super::{Session, setting_up};
    use super::opened;
    use crate::apply::Options;
    use crate::{Backend, Error, connect, process};

    /// Takes the caller's only connection, or opens one like those of the pool.
    pub(super) async fn beside(
        db: &DatabaseConnection,
        options: Options,
    ) -> Result<Session, Error> {
        let pool = db.get_sqlite_connection_pool();
        if pool.options().get_max_connections() == 1 {
            return borrow(db, options).await;
        }
        let own = opened(connect::sqlite(pool.connect_options().as_ref().clone()).await)?;
        Ok(Session::on(own, options, process::session_name()))
    }

    /// The foreign keys of the caller's connection are as each migration needs them while the lock
    /// is held.
    async fn borrow(db: &DatabaseConnection, options: Options) -> Result<Session, Error> {
        let row = db.query_one_raw(Backend::Sqlite.statement("PRAGMA foreign_keys")).await;
        let row = row.map_err(setting_up)?;
        let on =
            row.is_some_and(|row| row.try_get_by_index::<i32>(0).is_ok_and(|value| value == 1));
        let mut session = Session::on(db.clone(), options, process::session_name());
        (session.borrowed, session.foreign_keys) = (true, Some(on));
        Ok(session)
    }
}

#[cfg(feature = "sqlx-postgres")]
mod postgres {
    use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};

    use super::super::{Session, setting_up};
    use super::opened;
    use crate::apply::Options;
    use crate::apply::lock::{LockKind, lease};
    use crate::{Backend, Error};
    use crate::{connect, process};

    /// Opens a connection like those of the pool, with their search path.
    pub(super) async fn beside(
        db: &DatabaseConnection,
        options: Options,
    ) -> Result<Session, Error> {
        let path = search_path(db).await.map_err(setting_up)?;
        let pool = db.get_postgres_connection_pool().connect_options();
        let is_pooled = options.lock == LockKind::Lease;
        let name = if is_pooled { lease::owner() } else { process::session_name() };
        let own = opened(connect::postgres(pool.as_ref().clone().application_name(&name)).await)?;
        let mut session = Session::on(own, options, name);
        session.path = Some(path).filter(|_| !is_pooled);
        session.set_search_path().await?;
        Ok(session)
    }

    async fn search_path(db: &DatabaseConnection) -> Result<String, DbErr> {
        let ask = Backend::Postgres.statement("SELECT current_setting('search_path')");
        let row = db.query_one_raw(ask).await?;
        row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
    }
}
