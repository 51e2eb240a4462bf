//! What the server is told to do for the session: where its tables are, and how long it may wait.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult, Statement, Value};

use super::{Session, setting_up};
use crate::Error;
use crate::apply::Steps;
use crate::apply::lock::LockKind;
#[cfg(feature = "sqlx-postgres")]
use crate::apply::waiting::Watch;

impl Session {
    /// Sets the search path that the options name.
    pub(super) async fn set_search_path(&self) -> Result<(), Error> {
        match self.options.search_path() {
            Some(path) if self.backend() == DbBackend::Postgres => {
                self.set_config(&[("search_path", path)]).await.map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Limits how long a statement waits and runs, and finds out who would be in the way of this session.
    pub(super) async fn set_time_outs(&mut self) -> Result<(), Error> {
        match self.backend() {
            #[cfg(feature = "sqlx-postgres")]
            DbBackend::Postgres => {
                let row = self.set_config(&self.time_outs()).await?;
                let options = self.db.get_postgres_connection_pool().connect_options().as_ref().clone();
                let pid = row.as_ref().and_then(|row| row.try_get::<i32>("", "pid").ok()).unwrap_or_default();
                self.watch = Some(Watch::new(options, pid, self.options.table_lock_timeout));
                Ok(())
            }
            DbBackend::MySql => match self.options.statement_timeout {
                None => Ok(()),
                Some(time) => self.set_statement_time(time).await,
            },
            _ => Ok(()),
        }
    }

    /// MariaDB limits every statement; MySQL nothing but SELECT.
    async fn set_statement_time(&self, time: Duration) -> Result<(), Error> {
        let ask = Statement::from_string(DbBackend::MySql, "SELECT VERSION()");
        let row = self.db.query_one_raw(ask).await.map_err(setting_up)?;
        let version: String = row.and_then(|row| row.try_get_by_index(0).ok()).unwrap_or_default();
        if !version.contains("MariaDB") {
            tracing::warn!("MySQL cannot limit how long a statement runs; the time-out is left away");
            return Ok(());
        }
        let set = format!("SET SESSION max_statement_time = {}", time.as_secs_f64());
        self.db.execute_unprepared(&set).await.map(|_| ()).map_err(setting_up)
    }

    /// Behind a pooler the next statement may go to another session of the server, so what it needs to know goes with
    /// each transaction.
    pub(super) fn transaction_settings(&self) -> Option<Statement> {
        let needed = self.is_pooled() && self.backend() == DbBackend::Postgres;
        needed.then(|| set_config(&self.time_outs(), true))
    }

    fn time_outs(&self) -> Vec<(&'static str, String)> {
        let milliseconds = |time: Duration| time.as_millis().to_string();
        let mut settings = vec![("lock_timeout", milliseconds(self.options.table_lock_timeout))];
        settings.extend(self.options.statement_timeout.map(|time| ("statement_timeout", milliseconds(time))));
        settings
    }

    /// The lease was asked for: sessions are shared.
    pub(super) fn is_pooled(&self) -> bool {
        self.options.lock == LockKind::Lease
    }

    /// Refuses a record that is seen in one schema while new tables would go to another, which stands before it in the search
    /// path: the history would be split.
    pub(super) async fn stay_in_one_schema(&self, steps: &Steps) -> Result<(), Error> {
        if self.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let sql = "SELECT n.nspname::text, current_schema()::text FROM pg_class c \
                   JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE c.oid = to_regclass(quote_ident($1)) AND n.nspname <> current_schema()";
        let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, [steps.table.to_string().into()]);
        let Some(row) = self.db.query_one_raw(ask).await.map_err(setting_up)? else { return Ok(()) };
        let schema = |at| row.try_get_by_index::<String>(at).map_err(setting_up);
        Err(Error::Config {
            message: format!(
                "the table {} is in the schema {}, but new tables would go to {}",
                steps.table,
                schema(0)?,
                schema(1)?
            ),
            hint: Some("say which one is meant with -s or DATABASE_SCHEMA".to_owned()),
        })
    }

    /// Sets settings for the session, and gives the number of its process in the server.
    pub(super) async fn set_config(&self, settings: &[(&str, String)]) -> Result<Option<QueryResult>, Error> {
        self.db.query_one_raw(set_config(settings, false)).await.map_err(setting_up)
    }
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
