//! Recognises a pooler that shares the server's sessions among its clients (PgBouncer, Odyssey or PgCat in transaction or
//! statement mode, MaxScale with multiplexing): a lock of the session would be held by whoever comes next, and left behind.
//!
//! Two connections of this process meet in one session of the server, when the first is idle, or one connection is in two
//! sessions one after the other, when the pool is busy. A connection of its own never does either.

use std::time::Duration;

use async_compat::Compat;
use sea_orm::sqlx;
#[cfg(feature = "sqlx-postgres")]
use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::time::{sleep, timeout};

use crate::Error;
use crate::error::sqlx_reason;

/// How long the second connection may take. A pool of one session that belongs to one client answers nobody else, and is a
/// place where the lock holds.
const PATIENCE: Duration = Duration::from_secs(3);

/// The session in which a second connection finds itself; nothing when there is no second connection to be had.
async fn second_session(db: &DatabaseConnection) -> Option<i64> {
    let asked = async {
        match db.get_database_backend() {
            #[cfg(feature = "sqlx-postgres")]
            DbBackend::Postgres => postgres(db).await,
            #[cfg(feature = "sqlx-mysql")]
            DbBackend::MySql => mysql(db).await,
            _ => Err(sqlx::Error::Configuration("the connection is to no server".into())),
        }
    };
    match timeout(PATIENCE, Compat::new(asked)).await {
        Ok(Ok(session)) => Some(session),
        Ok(Err(error)) => {
            tracing::debug!("whether a pooler shares sessions is not known: {}", sqlx_reason(&error));
            None
        }
        Err(_) => {
            tracing::debug!("whether a pooler shares sessions is not known: no second connection in time");
            None
        }
    }
}

/// How often another client asks: a pooler may not have taken the session back yet from the question before.
const TRIES: u32 = 4;

/// Whether another client of the server is given this session while it is idle here.
pub(in crate::apply) async fn is_shared(db: &DatabaseConnection, session: i64) -> bool {
    for _ in 0..TRIES {
        match second_session(db).await {
            Some(other) if other == session => return true,
            Some(_) => sleep(Duration::from_millis(15)).await,
            None => return false,
        }
    }
    false
}

#[cfg(feature = "sqlx-postgres")]
async fn postgres(db: &DatabaseConnection) -> Result<i64, sqlx::Error> {
    use sqlx::{ConnectOptions as _, Connection as _, Row as _};
    let options = db.get_postgres_connection_pool().connect_options();
    let mut second = options.as_ref().clone().disable_statement_logging().connect().await?;
    // Unprepared: it is one round trip, and a pooler may not know prepared statements.
    let row = sqlx::Executor::fetch_one(&mut second, sqlx::raw_sql("SELECT pg_backend_pid()::text")).await?;
    let session = row.try_get::<String, _>(0)?.parse().unwrap_or_default();
    let _ = second.close().await;
    Ok(session)
}

/// ProxySQL answers `SELECT CONNECTION_ID()` itself, and so it is asked for more.
#[cfg(feature = "sqlx-mysql")]
async fn mysql(db: &DatabaseConnection) -> Result<i64, sqlx::Error> {
    use sqlx::{ConnectOptions as _, Connection as _, Row as _};
    let options = db.get_mysql_connection_pool().connect_options();
    let mut second = options.as_ref().clone().disable_statement_logging().connect().await?;
    let sql = "SELECT CAST(CONNECTION_ID() AS CHAR), CAST(DATABASE() AS CHAR)";
    let row = sqlx::Executor::fetch_one(&mut second, sqlx::raw_sql(sql)).await?;
    let session = row.try_get::<String, _>(0)?.parse().unwrap_or_default();
    let _ = second.close().await;
    Ok(session)
}

/// PostgreSQL: whether a session in which this connection was is still there, though it is in another one now. Otherwise it was
/// lost, and the connection is a new one.
#[cfg(feature = "sqlx-postgres")]
pub(in crate::apply) async fn is_alive(db: &DatabaseConnection, session: i64) -> Result<bool, DbErr> {
    let sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)";
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, [session.into()]);
    let row = db.query_one_raw(ask).await?;
    row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
}

/// What is told instead of taking a lock that would not hold.
pub(in crate::apply) fn refused() -> Error {
    Error::Config {
        message: "the migration lock would not hold: the connection goes through a pooler that shares the server's sessions"
            .to_owned(),
        hint: Some(
            "nothing was applied; take a lease instead (--lock lease or MIGRATE_LOCK=lease), or give a URL that leads to the \
             server itself"
                .to_owned(),
        ),
    }
}
