//! What a session is told before it migrates.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbErr, Statement};
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::session::{PoolerShows, Session, TimeOuts};

#[async_trait::async_trait]
impl Session for MySql {
    fn can_be_cut(&self) -> bool {
        true
    }

    /// ProxySQL keeps a session for whoever has a lock on it, and shares it until then.
    fn pooler_shows(&self) -> PoolerShows {
        PoolerShows::WithTheLock
    }

    fn is_alive(&self, _: i64) -> Option<Statement> {
        None
    }

    fn look_in(&self, _: &str) -> Option<Statement> {
        None
    }

    fn current_schema(&self) -> Option<&'static str> {
        None
    }

    fn seen_elsewhere(&self, _: &str) -> Option<Statement> {
        None
    }

    /// Whole seconds are the least here, and MariaDB alone limits every statement.
    async fn set_time_outs(
        &self,
        db: &DatabaseConnection,
        time_outs: &TimeOuts,
    ) -> Result<Option<i64>, DbErr> {
        let sql = "SELECT VERSION(), CAST(CONNECTION_ID() AS SIGNED)";
        let row = db.query_one_raw(Backend::MySql.statement(sql)).await?;
        let version: String =
            row.as_ref().and_then(|row| row.try_get_by_index(0).ok()).unwrap_or_default();
        let is_mariadb = version.contains("MariaDB");
        let mut settings = vec![lock_time_outs(time_outs.table_lock)];
        // A week. A migration may compute for longer than the eight hours, or minutes, after which
        // an idle client is cut off.
        settings.push("SESSION wait_timeout = 604800".to_owned());
        match time_outs.statement {
            Some(time) if is_mariadb => {
                settings.push(format!("SESSION max_statement_time = {}", time.as_secs_f64()));
            }
            Some(_) => {
                tracing::warn!(
                    "MySQL cannot limit how long a statement runs; the time-out is left away"
                );
            }
            None => {}
        }
        // A comment for everybody but MariaDB from 10.3 on, which alone has such settings.
        let aside = "/*M!100300 , SESSION idle_transaction_timeout = 0, SESSION idle_readonly_transaction_timeout = 0, \
                     SESSION idle_write_transaction_timeout = 0 */";
        let set = format!("SET {} {aside}", settings.join(", "));
        db.execute_unprepared(&set).await?;
        Ok(Some(row.and_then(|row| row.try_get_by_index(1).ok()).unwrap_or_default()))
    }

    fn time_outs_of_transaction(&self, _: &TimeOuts) -> Option<Statement> {
        None
    }

    async fn wait_for_tables(
        &self,
        db: &DatabaseExecutor<'_>,
        patience: Duration,
    ) -> Result<(), DbErr> {
        db.execute_unprepared(&format!("SET {}", lock_time_outs(patience))).await.map(|_| ())
    }
}

/// How long a statement waits, behind SET: for tables and for rows, in whole seconds.
pub(super) fn lock_time_outs(patience: Duration) -> String {
    let seconds = patience.as_secs_f64().ceil().max(1.0);
    format!("SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {seconds}")
}
