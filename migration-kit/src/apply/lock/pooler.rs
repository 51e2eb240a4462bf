//! Recognises a pooler that shares the server's sessions among its clients (PgBouncer, Odyssey or
//! PgCat in transaction or statement mode, MaxScale with multiplexing): a lock of the session would
//! be held by whoever comes next, and left behind.
//!
//! Two connections of this process meet in one session of the server, when the first is idle, or
//! one connection is in two sessions one after the other, when the pool is busy. A connection of
//! its own never does either.

use std::time::Duration;

use async_compat::Compat;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use sea_orm::DatabaseConnection;
use sea_orm::sqlx;
#[cfg(feature = "sqlx-postgres")]
use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use tokio::time::timeout;

use crate::Backend;
use crate::Error;
use crate::error::sqlx_reason;

/// How long another connection may take. A pool of one session that belongs to one client answers
/// nobody else, and is a place where the lock holds.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long the rest may take behind the first of them.
const MORE: Duration = Duration::from_millis(250);

/// How many other clients ask at once, each in a transaction that stays open meanwhile, so that a
/// pooler has to give away several of its idle sessions. It begins with the one that was used last,
/// if it has taken that back.
const CLIENTS: usize = 3;

/// How often they come: in a busy pool the session may be with somebody else at that very moment.
const ROUNDS: usize = 2;

/// Whether another client of the server is given this session while it is idle here, or this
/// connection is given another one while the others have theirs.
pub(in crate::apply) async fn is_shared(db: &DatabaseConnection, session: i64) -> bool {
    for _ in 0..ROUNDS {
        let is_met = match Backend::of(db) {
            #[cfg(feature = "sqlx-postgres")]
            Backend::Postgres => {
                let options = db.get_postgres_connection_pool().connect_options();
                let ask = "SELECT pg_backend_pid()::text";
                meets(session, || client::<sqlx::Postgres>(&options, ask), moves(db, session)).await
            }
            #[cfg(feature = "sqlx-mysql")]
            Backend::MySql => {
                let options = db.get_mysql_connection_pool().connect_options();
                // ProxySQL answers `SELECT CONNECTION_ID()` itself, and so it is asked for more.
                let ask = "SELECT CAST(CONNECTION_ID() AS CHAR), CAST(DATABASE() AS CHAR)";
                meets(session, || client::<sqlx::MySql>(&options, ask), async { false }).await
            }
            #[cfg(not(feature = "sqlx-postgres"))]
            Backend::Postgres => false,
            #[cfg(not(feature = "sqlx-mysql"))]
            Backend::MySql => false,
            Backend::Sqlite => false,
        };
        if is_met {
            return true;
        }
    }
    false
}

/// Whether one of several clients finds itself in that session, or `moves` says so while they are
/// there.
async fn meets<C, F>(
    session: i64,
    client: impl Fn() -> F,
    moves: impl Future<Output = bool>,
) -> bool
where
    C: sqlx::Connection,
    F: Future<Output = Result<(C, i64), sqlx::Error>>,
{
    let asked = async {
        let mut clients: FuturesUnordered<F> = (0..CLIENTS).map(|_| client()).collect();
        let (mut open, mut patience, mut is_met) = (Vec::new(), PATIENCE, false);
        while !is_met {
            match timeout(patience, clients.next()).await {
                Ok(Some(Ok((client, other)))) => {
                    (is_met, patience) = (other == session, MORE);
                    open.push(client);
                }
                Ok(Some(Err(error))) => {
                    tracing::debug!(
                        "whether a pooler shares sessions is not known: {}",
                        sqlx_reason(&error)
                    );
                }
                Ok(None) | Err(_) => break,
            }
        }
        let is_met = is_met || moves.await;
        for client in open {
            let _ = client.close().await;
        }
        is_met
    };
    Compat::new(asked).await
}

/// Whether this connection is in another session by now, and the one of before is still there.
#[cfg(feature = "sqlx-postgres")]
async fn moves(db: &DatabaseConnection, session: i64) -> bool {
    let ask = Backend::Postgres.statement("SELECT pg_backend_pid()::bigint");
    let asked = timeout(PATIENCE, db.query_one_raw(ask)).await;
    let now = asked
        .ok()
        .and_then(Result::ok)
        .flatten()
        .and_then(|row| row.try_get_by_index::<i64>(0).ok());
    now.is_some_and(|now| now != session) && is_alive(db, session).await.unwrap_or(false)
}

/// Another client, in a transaction, and the session in which it is.
async fn client<D: sqlx::Database>(
    options: &<D::Connection as sqlx::Connection>::Options,
    ask: &'static str,
) -> Result<(D::Connection, i64), sqlx::Error>
where
    for<'c> &'c mut D::Connection: sqlx::Executor<'c, Database = D>,
    for<'r> String: sqlx::Decode<'r, D> + sqlx::Type<D>,
    usize: sqlx::ColumnIndex<D::Row>,
{
    use sqlx::{ConnectOptions as _, Executor as _, Row as _};
    let mut client = options.clone().disable_statement_logging().connect().await?;
    // Unprepared: it is one round trip, and a pooler may not know prepared statements.
    client.execute(sqlx::raw_sql("BEGIN")).await?;
    let row = client.fetch_one(sqlx::raw_sql(ask)).await?;
    let session = row.try_get::<String, _>(0)?.parse().unwrap_or_default();
    Ok((client, session))
}

/// PostgreSQL: whether a session in which this connection was is still there, though it is in
/// another one now. Otherwise it was lost, and the connection is a new one.
#[cfg(feature = "sqlx-postgres")]
pub(in crate::apply) async fn is_alive(
    db: &DatabaseConnection,
    session: i64,
) -> Result<bool, DbErr> {
    let sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)";
    let ask = Statement::from_sql_and_values(Backend::Postgres.into(), sql, [session.into()]);
    let row = db.query_one_raw(ask).await?;
    row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
}

/// What is told instead of taking a lock that would not hold.
pub(in crate::apply) fn refused() -> Error {
    Error::Environment {
        message: "the migration lock would not hold: the connection goes through a pooler that shares the server's sessions"
            .to_owned(),
        hint: Some(
            "nothing was applied; take a lease instead (--lock lease or MIGRATE_LOCK=lease), or give a URL that leads to the \
             server itself"
                .to_owned(),
        ),
    }
}
