//! PostgreSQL: a session-level advisory lock (manual, section 13.3.5).

use sea_orm::{ConnectionTrait as _, DatabaseConnection, QueryResult, Statement};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::Error;
use crate::dialect::Postgres;
use crate::dialect::held::{Attempt, Held, Holder};
use crate::dialect::lock::{Lock, Trying};
use crate::dialect::session_lock::{SessionLock, holder};
use crate::error::doing;

/// The lock's key: one for each database, schema and table name.
const KEY: &str = "hashtextextended(concat_ws('.', 'migration-kit', current_database(), current_schema(), $1::text), 0)";

#[async_trait::async_trait]
impl Lock for Postgres {
    async fn begin(&self, _: &DatabaseConnection, table: &str) -> Result<Box<dyn Trying>, Error> {
        Ok(Box::new(Key { table: table.to_owned() }))
    }

    async fn is_free(&self, db: &DatabaseConnection, table: &str) -> Result<bool, Error> {
        let sql = format!(
            "SELECT NOT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND d.datname = current_database() \
             AND ((l.classid::bigint << 32) | l.objid::bigint) = {KEY})"
        );
        let ask = Statement::from_sql_and_values(Backend::Postgres.into(), sql, [table.into()]);
        let row = db
            .query_one_raw(ask)
            .await
            .map_err(|e| doing("look at the migration lock".to_owned(), e))?;
        Ok(row.is_some_and(|row| row.try_get_by_index(0).unwrap_or(false)))
    }
}

/// The key for the history in a table.
struct Key {
    table: String,
}

#[async_trait::async_trait]
impl Trying for Key {
    async fn attempt(&self, db: &DatabaseConnection) -> Result<Attempt<Box<dyn Held>>, Error> {
        let ask = async |sql: String| {
            let ask = Statement::from_sql_and_values(
                Backend::Postgres.into(),
                sql,
                [self.table.as_str().into()],
            );
            db.query_one_raw(ask).await.map_err(|e| doing("take the migration lock".to_owned(), e))
        };
        let row = ask(format!(
            "SELECT pg_try_advisory_lock({KEY}) AS locked, {KEY} AS key, pg_backend_pid()::bigint AS session"
        ))
        .await?;
        let held =
            row.as_ref().filter(|row| row.try_get("", "locked").unwrap_or(false)).and_then(held);
        if let Some(held) = held {
            return Ok(Attempt::Locked(Box::new(held)));
        }
        let found = ask(format!(
            "SELECT format('%s (backend %s), connected since %s', coalesce(nullif(a.application_name, ''), a.usename), \
             a.pid, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')) AS who, a.pid::bigint AS session, \
             CASE WHEN a.state LIKE 'idle%' THEN extract(epoch FROM clock_timestamp() - a.state_change)::bigint END AS idle \
             FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND a.datname = current_database() \
             AND ((l.classid::bigint << 32) | l.objid::bigint) = {KEY}"
        ))
        .await?;
        let holder = found.as_ref().and_then(holder_of);
        Ok(Attempt::HeldBy(holder.unwrap_or_else(|| Holder::new("another session"))))
    }
}

/// By the number of the key: the name that it is made of has the schema in it, which a migration
/// may change.
fn held(row: &QueryResult) -> Option<SessionLock> {
    let (key, session): (i64, i64) =
        (row.try_get("", "key").ok()?, row.try_get("", "session").ok()?);
    let free = "SELECT CASE WHEN pg_advisory_unlock($1) THEN 1 ELSE 0 END::bigint AS freed, \
                pg_backend_pid()::bigint AS session";
    let free = Statement::from_sql_and_values(Backend::Postgres.into(), free, [key.into()]);
    // (The state of the session has all of its advisory locks.)
    Some(SessionLock { free, is_held: None, session, ends: ends(session) })
}

fn holder_of(row: &QueryResult) -> Option<Holder> {
    let session: i64 = row.try_get("", "session").ok()?;
    let idle = row.try_get("", "idle").ok().flatten();
    Some(holder(row.try_get("", "who").ok()?, idle, ends(session)))
}

/// The statement that ends a session.
fn ends(session: i64) -> String {
    format!("SELECT pg_terminate_backend({session})")
}
