//! What the server is told to do for the session: where its tables are, and how long it may wait.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, QueryResult, Statement, Value};

use super::{Session, setting_up};
use crate::Backend;
use crate::Error;
use crate::apply::Migrations;
#[cfg(feature = "cli")]
use crate::apply::Options;
use crate::apply::lock::LockKind;
use crate::apply::waiting::mysql_lock_time_outs;
#[cfg(feature = "cli")]
use crate::migration::printed::lock_timeout;

impl Session {
    /// Sets the search path of the caller's pool, or the one that the options name.
    pub(super) async fn set_search_path(&self) -> Result<(), Error> {
        match self.path.clone().or_else(|| self.options.search_path()) {
            Some(path) if self.backend() == Backend::Postgres => {
                self.set_config(&[("search_path", path)]).await.map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Limits how long a statement waits and runs, sets aside what would end an idle session, and
    /// gives the session's number.
    pub(super) async fn set_time_outs(&mut self) -> Result<Option<i64>, Error> {
        match self.backend() {
            #[cfg(feature = "sqlx-postgres")]
            Backend::Postgres => {
                let row = self.set_config(&self.time_outs()).await?;
                Ok(row.as_ref().and_then(|row| row.try_get::<i32>("", "pid").ok()).map(i64::from))
            }
            #[cfg(not(feature = "sqlx-postgres"))]
            Backend::Postgres => Ok(None),
            Backend::MySql => self.set_mysql_time_outs().await.map(Some),
            Backend::Sqlite => Ok(None),
        }
    }

    /// The same on MySQL, where whole seconds are the least, and MariaDB, which alone limits every
    /// statement.
    async fn set_mysql_time_outs(&self) -> Result<i64, Error> {
        let sql = "SELECT VERSION(), CAST(CONNECTION_ID() AS SIGNED)";
        let row = self.db.query_one_raw(Backend::MySql.statement(sql)).await.map_err(setting_up)?;
        let version: String =
            row.as_ref().and_then(|row| row.try_get_by_index(0).ok()).unwrap_or_default();
        let is_mariadb = version.contains("MariaDB");
        let mut settings = vec![mysql_lock_time_outs(self.options.table_lock_timeout)];
        // A week. A migration may compute for longer than the eight hours, or minutes, after which
        // an idle client is cut off.
        settings.push("SESSION wait_timeout = 604800".to_owned());
        match self.options.statement_timeout {
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
        self.db.execute_unprepared(&set).await.map_err(setting_up)?;
        Ok(row.and_then(|row| row.try_get_by_index(1).ok()).unwrap_or_default())
    }

    /// Behind a pooler the next statement may go to another session of the server, so what it needs
    /// to know goes with each transaction.
    pub(super) fn transaction_settings(&self) -> Option<Statement> {
        let needed = self.is_pooled() && self.backend() == Backend::Postgres;
        needed.then(|| set_config(&self.time_outs(), true))
    }

    fn time_outs(&self) -> Vec<(&'static str, String)> {
        let milliseconds = |time: Duration| time.as_millis().to_string();
        let mut settings = vec![("lock_timeout", milliseconds(self.options.table_lock_timeout))];
        settings.extend(
            self.options.statement_timeout.map(|time| ("statement_timeout", milliseconds(time))),
        );
        settings
    }

    /// The lease was asked for: sessions are shared.
    pub(super) fn is_pooled(&self) -> bool {
        self.options.lock == LockKind::Lease
    }

    /// Refuses a record that is seen in one schema while new tables would go to another, which
    /// stands before it in the search path: the history would be split.
    pub(super) async fn stay_in_one_schema(&self, migrations: &Migrations) -> Result<(), Error> {
        if self.backend() != Backend::Postgres {
            return Ok(());
        }
        let sql = "SELECT n.nspname::text, current_schema()::text FROM pg_class c \
                   JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE c.oid = to_regclass(quote_ident($1)) AND n.nspname <> current_schema()";
        let ask = Statement::from_sql_and_values(
            Backend::Postgres.into(),
            sql,
            [migrations.table.to_string().into()],
        );
        let Some(row) = self.db.query_one_raw(ask).await.map_err(setting_up)? else {
            return Ok(());
        };
        let schema = |at| row.try_get_by_index::<String>(at).map_err(setting_up);
        Err(Error::Environment {
            message: format!(
                "the table {} is in the schema {}, but new tables would go to {}",
                migrations.table,
                schema(0)?,
                schema(1)?
            ),
            hint: Some("say which one is meant with -s or DATABASE_SCHEMA".to_owned()),
        })
    }

    /// Sets settings for the session, and gives the number of its process in the server.
    pub(super) async fn set_config(
        &self,
        settings: &[(&str, String)],
    ) -> Result<Option<QueryResult>, Error> {
        self.db.query_one_raw(set_config(settings, false)).await.map_err(setting_up)
    }
}

/// What a server, a role or a database may have set to end idle sessions and long transactions, and
/// the version of PostgreSQL that has brought it.
const SET_ASIDE: [(&str, u32); 3] = [
    ("idle_in_transaction_session_timeout", 90_600),
    ("idle_session_timeout", 140_000),
    ("transaction_timeout", 170_000),
];

/// All settings in one statement, which is one round trip.
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

/// What a session of the database's own client is told so that it is like one of the kit's: what
/// the driver sets when it connects, where the tables are, and how long a statement waits and runs.
#[cfg(feature = "cli")]
pub(crate) fn client_settings(backend: Backend, options: &Options) -> Vec<String> {
    let mut settings = Vec::new();
    match backend {
        Backend::Postgres => {
            settings.extend(
                ["SET client_encoding = 'UTF8'", "SET timezone = 'UTC'"].map(str::to_owned),
            );
            settings.extend(options.search_path().map(|path| format!("SET search_path = {path}")));
            settings.push(lock_timeout("", options.table_lock_timeout));
            let limit = options.statement_timeout.map(|time| time.as_millis());
            settings.extend(limit.map(|limit| format!("SET statement_timeout = {limit}")));
        }
        Backend::MySql => {
            let modes =
                "CONCAT(@@sql_mode, ',PIPES_AS_CONCAT,IGNORE_SPACE,NO_ENGINE_SUBSTITUTION')";
            settings.push("SET NAMES utf8mb4".to_owned());
            settings.push(format!("SET SESSION sql_mode = {modes}, SESSION time_zone = '+00:00'"));
            settings.push(format!("SET {}", mysql_lock_time_outs(options.table_lock_timeout)));
        }
        Backend::Sqlite => settings.push("PRAGMA foreign_keys = ON".to_owned()),
    }
    settings
}
