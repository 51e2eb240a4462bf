//! Who is in the way on PostgreSQL: `pg_blocking_pids()` (manual, section 9.27).

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{ConnectOptions as _, Error, query_as};

use super::Blocker;

/// The server, and the session that may wait there.
pub(super) struct Server {
    options: PgConnectOptions,
    session: i64,
}

impl Server {
    pub(super) fn new(db: &DatabaseConnection, session: i64) -> Self {
        let options = db.get_postgres_connection_pool().connect_options().as_ref().clone();
        Self { options, session }
    }

    /// The first session in the way. A connection that fails is opened again next time.
    pub(super) async fn ask(&self, connection: &mut Option<PgConnection>) -> Option<Blocker> {
        if connection.is_none() {
            *connection = self.options.connect().await.ok();
        }
        let asked = self.blocker(connection.as_mut()?).await;
        asked.unwrap_or_else(|_| {
            *connection = None;
            None
        })
    }

    async fn blocker(&self, connection: &mut PgConnection) -> Result<Option<Blocker>, Error> {
        let sql = "SELECT format('backend %s (%s, %s) since %s', a.pid, \
                   coalesce(nullif(a.application_name, ''), a.usename, 'another role'), \
                   coalesce(a.state, 'state unknown'), \
                   to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"')), \
                   format('SELECT pg_terminate_backend(%s)', a.pid) \
                   FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1::int)) ORDER BY a.xact_start LIMIT 1";
        let row: Option<(Option<String>, String)> =
            query_as(sql).bind(self.session).fetch_optional(connection).await?;
        Ok(row.and_then(|(who, ends)| Some(Blocker { who: who?, ends })))
    }
}
