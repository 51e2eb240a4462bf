//! PostgreSQL: a session-level advisory lock (manual, section 13.3.5).

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};

use super::{Attempt, Lock};
use crate::Error;
use crate::apply::session::doing;

/// The lock's key: one for each database, schema and table name.
const KEY: &str =
    "hashtextextended(concat_ws('.', 'migration-kit', current_database(), current_schema(), $1::text), 0)";

pub(super) async fn attempt(db: &DatabaseConnection, table: &str) -> Result<Attempt, Error> {
    let ask = async |sql: String| {
        let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, [table.into()]);
        db.query_one_raw(ask).await.map_err(|e| doing("take the migration lock".to_owned(), e))
    };
    let row = ask(format!("SELECT pg_try_advisory_lock({KEY})")).await?;
    if row.is_some_and(|row| row.try_get_by_index(0).is_ok_and(|locked: bool| locked)) {
        return Ok(Attempt::Locked(Lock::Connection));
    }
    let holder = ask(format!(
        "SELECT format('%s (backend %s), connected since %s', coalesce(nullif(a.application_name, ''), a.usename), \
         a.pid, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')) \
         FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND a.datname = current_database() \
         AND ((l.classid::bigint << 32) | l.objid::bigint) = {KEY}"
    ))
    .await?
    .and_then(|row| row.try_get_by_index::<String>(0).ok());
    Ok(Attempt::HeldBy(holder.unwrap_or_else(|| "another session".to_owned())))
}
