//! What a session is told before it migrates.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr, Statement, Value,
};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::session::{PoolerShows, Session, TimeOuts};

#[async_trait::async_trait]
impl Session for Postgres {
    fn can_be_cut(&self) -> bool {
        true
    }

    fn pooler_shows(&self) -> PoolerShows {
        PoolerShows::AtOnce
    }

    fn is_alive(&self, session: i64) -> Option<Statement> {
        let sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)";
        Some(Statement::from_sql_and_values(Backend::Postgres.into(), sql, [session.into()]))
    }

    fn look_in(&self, path: &str) -> Option<Statement> {
        Some(set_config(&[("search_path", path.to_owned())], false))
    }

    fn current_schema(&self) -> Option<&'static str> {
        Some("SELECT current_schema()::text")
    }

    fn seen_elsewhere(&self, table: &str) -> Option<Statement> {
        let sql = "SELECT n.nspname::text, current_schema()::text FROM pg_class c \
                   JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE c.oid = to_regclass(quote_ident($1)) AND n.nspname <> current_schema()";
        Some(Statement::from_sql_and_values(Backend::Postgres.into(), sql, [table.into()]))
    }

    async fn set_time_outs(
        &self,
        db: &DatabaseConnection,
        time_outs: &TimeOuts,
    ) -> Result<Option<i64>, DbErr> {
        let row = db.query_one_raw(set_config(&settings(time_outs), false)).await?;
        Ok(row.as_ref().and_then(|row| row.try_get::<i32>("", "pid").ok()).map(i64::from))
    }

    fn time_outs_of_transaction(&self, time_outs: &TimeOuts) -> Option<Statement> {
        Some(set_config(&settings(time_outs), true))
    }

    async fn wait_for_tables(
        &self,
        db: &DatabaseExecutor<'_>,
        patience: Duration,
    ) -> Result<(), DbErr> {
        let sql = "SELECT set_config('lock_timeout', $1, false)";
        let set = [patience.as_millis().to_string().into()];
        let set = Statement::from_sql_and_values(Backend::Postgres.into(), sql, set);
        db.query_one_raw(set).await.map(|_| ())
    }
}

fn settings(time_outs: &TimeOuts) -> Vec<(&'static str, String)> {
    let milliseconds = |time: Duration| time.as_millis().to_string();
    let mut settings = vec![("lock_timeout", milliseconds(time_outs.table_lock))];
    settings.extend(time_outs.statement.map(|time| ("statement_timeout", milliseconds(time))));
    settings
}

/// What a server, a role or a database may have set to end idle sessions and long transactions, and
/// the version of PostgreSQL that has brought it.
const SET_ASIDE: [(&str, u32); 3] = [
    ("idle_in_transaction_session_timeout", 90_600),
    ("idle_session_timeout", 140_000),
    ("transaction_timeout", 170_000),
];

/// Sets settings, for the transaction or the session, and gives the number of its process in the
/// server: all in one statement, which is one round trip.
fn set_config(settings: &[(&str, String)], local: bool) -> Statement {
    let given = (0..settings.len())
        .map(|at| format!("set_config(${}, ${}, {local})", 2 * at + 1, 2 * at + 2));
    let aside = SET_ASIDE.iter().map(|(name, since)| {
        let version = "current_setting('server_version_num')::int";
        format!("CASE WHEN {version} >= {since} THEN set_config('{name}', '0', {local}) END")
    });
    let calls: Vec<String> = given.chain(aside).collect();
    let sql = format!("SELECT pg_backend_pid() AS pid, {}", calls.join(", "));
    let values =
        settings.iter().flat_map(|(name, value)| [Value::from(*name), Value::from(value.as_str())]);
    Statement::from_sql_and_values(Backend::Postgres.into(), sql, values)
}
