//! Other clients of a server, beside the one that migrates: whether one of them finds itself in the
//! same session, as behind a pooler that shares them.

use std::time::Duration;

use async_compat::Compat;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use sea_orm::sqlx;
use tokio::time::timeout;

use crate::error::sqlx_reason;

/// A socket that does not exist and says in an error message why.
pub(super) const NOWHERE: &str = "/nonexistent/the-connection-with-the-migration-lock-was-lost";

/// How long another connection may take. A pool of one session that belongs to one client answers
/// nobody else, and is a place where the lock holds.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// How long the rest may take behind the first of them.
const MORE: Duration = Duration::from_millis(250);

/// How many other clients ask at once, each in a transaction that stays open meanwhile, so that a
/// pooler has to give away several of its idle sessions. It begins with the one that was used last,
/// if it has taken that back.
const CLIENTS: usize = 3;

/// Whether one of several clients finds itself in that session, or `moves` says so, which is asked
/// behind each of them: in a busy pool every question may be given another session. Where it gets
/// no answer it is not asked again.
pub(super) async fn meets<C, F, M>(
    session: i64,
    client: impl Fn() -> F,
    moves: impl Fn() -> M,
) -> bool
where
    C: sqlx::Connection,
    F: Future<Output = Result<(C, i64), sqlx::Error>>,
    M: Future<Output = Option<bool>>,
{
    let asked = async {
        let mut clients: FuturesUnordered<F> = (0..CLIENTS).map(|_| client()).collect();
        let (mut open, mut patience, mut is_met) = (Vec::new(), PATIENCE, false);
        let mut answers = true;
        while !is_met {
            match timeout(patience, clients.next()).await {
                Ok(Some(Ok((client, other)))) => {
                    patience = MORE;
                    open.push(client);
                    is_met = other == session;
                    if !is_met && answers {
                        let moved = moves().await;
                        (is_met, answers) = (moved == Some(true), moved.is_some());
                    }
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
        let is_met = is_met || (open.is_empty() && moves().await == Some(true));
        for client in open {
            let _ = client.close().await;
        }
        is_met
    };
    Compat::new(asked).await
}

/// Another client, in a transaction, and the session in which it is.
pub(super) async fn client<D: sqlx::Database>(
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
