//! Whether a pooler is in the way, such as PgBouncer, Odyssey or PgCat in transaction or statement
//! mode.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, sqlx};
use sea_orm_migration::async_trait;
use tokio::time::timeout;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::clients::{PATIENCE, client, meets};
use crate::dialect::pooler::Pooler;
use crate::dialect::session::Session as _;

#[async_trait::async_trait]
impl Pooler for Postgres {
    async fn shares(&self, db: &DatabaseConnection, session: i64) -> bool {
        let options = db.get_postgres_connection_pool().connect_options();
        let ask = "SELECT pg_backend_pid()::text";
        meets(session, || client::<sqlx::Postgres>(&options, ask), || moves(db, session)).await
    }
}

/// Whether this connection is in another session by now, and the one of before is still there;
/// nothing where nobody answers in time.
async fn moves(db: &DatabaseConnection, session: i64) -> Option<bool> {
    let ask = Backend::Postgres.statement("SELECT pg_backend_pid()::bigint");
    let answer = timeout(PATIENCE, db.query_one_raw(ask)).await.ok()?;
    let now = answer.ok().flatten().and_then(|row| row.try_get_by_index::<i64>(0).ok());
    let other = now.is_some_and(|now| now != session);
    Some(other && is_alive(db, session).await.unwrap_or(false))
}

async fn is_alive(db: &DatabaseConnection, session: i64) -> Result<bool, DbErr> {
    let Some(ask) = Postgres.is_alive(session) else { return Ok(false) };
    let row = db.query_one_raw(ask).await?;
    row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
}
