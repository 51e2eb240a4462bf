//! What the server is told to do for the session: where its tables are, and how long it may wait.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait as _, Value,
};

use super::{Session, setting_up};
use crate::Error;
use crate::apply::lock::LockKind;
use crate::apply::waiting::Watch;

impl Session {
    /// Sets the search path that the options name.
    pub(super) async fn set_search_path(&self) -> Result<(), Error> {
        match self.options.search_path() {
            Some(path) if self.backend() == DbBackend::Postgres && !self.is_pooled() => {
                self.set_config(&[("search_path", path)]).await.map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Limits how long a statement waits and runs, and finds out who would be in the way of this session.
    pub(super) async fn set_time_outs(&self) -> Result<Option<Watch>, Error> {
        match self.backend() {
            #[cfg(feature = "sqlx-postgres")]
            DbBackend::Postgres => {
                let mut settings = vec![("lock_timeout", milliseconds(self.options.table_lock_timeout))];
                settings.extend(
                    self.options.statement_timeout.map(|time| ("statement_timeout", milliseconds(time))),
                );
                let pid = self.set_config(&settings).await?;
                let options = self.db.get_postgres_connection_pool().connect_options().as_ref().clone();
                Ok(Some(Watch::new(options, pid, self.options.table_lock_timeout)))
            }
            DbBackend::MySql => {
                // MariaDB's own; MySQL limits nothing but SELECT.
                if let Some(time) = self.options.statement_timeout {
                    let set = format!("SET SESSION max_statement_time = {}", time.as_secs_f64());
                    self.db.execute_unprepared(&set).await.map_err(setting_up)?;
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Behind a pooler the next statement may go to another session of the server, so what it needs to know goes with
    /// each transaction.
    pub(super) fn transaction_settings(&self) -> Option<Statement> {
        if !self.is_pooled() || self.backend() != DbBackend::Postgres {
            return None;
        }
        let mut settings = vec![("lock_timeout", milliseconds(self.options.table_lock_timeout))];
        settings.extend(self.options.statement_timeout.map(|time| ("statement_timeout", milliseconds(time))));
        settings.extend(self.options.search_path().map(|path| ("search_path", path)));
        Some(set_config(&settings, true))
    }

    fn is_pooled(&self) -> bool {
        self.options.lock == LockKind::Lease
    }

    /// Sets settings for the session, and gives the number of its process in the server.
    pub(super) async fn set_config(&self, settings: &[(&str, String)]) -> Result<i32, Error> {
        let row = self.db.query_one_raw(set_config(settings, false)).await.map_err(setting_up)?;
        row.map(|row| row.try_get("", "pid")).transpose().map(Option::unwrap_or_default).map_err(setting_up)
    }
}

/// A transaction that begins with settings of its own.
pub(in crate::apply) async fn begin_with(
    db: &DatabaseConnection,
    settings: &Statement,
) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db.begin().await?;
    transaction.query_one_raw(settings.clone()).await?;
    Ok(transaction)
}

/// All settings in one statement, which is one round trip.
fn set_config(settings: &[(&str, String)], local: bool) -> Statement {
    let calls: Vec<String> = (0..settings.len())
        .map(|at| format!("set_config(${}, ${}, {local})", 2 * at + 1, 2 * at + 2))
        .collect();
    let sql = format!("SELECT pg_backend_pid() AS pid, {}", calls.join(", "));
    let values = settings.iter().flat_map(|(name, value)| [Value::from(*name), Value::from(value.as_str())]);
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn milliseconds(time: Duration) -> String {
    time.as_millis().to_string()
}
