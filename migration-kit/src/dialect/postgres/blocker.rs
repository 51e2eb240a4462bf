//! Who is in the way on PostgreSQL: `pg_blocking_pids()` (manual, section 9.27).

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{ConnectOptions as _, Error, query_as};
use sea_orm_migration::async_trait;

use crate::dialect::Postgres;
use crate::dialect::blocker::{Blocker, Blockers, Lookout};

impl Blockers for Postgres {
    fn lookout(&self, db: &DatabaseConnection, session: i64) -> Option<Box<dyn Lookout>> {
        let options = db.get_postgres_connection_pool().connect_options().as_ref().clone();
        Some(Box::new(Server { options, session, connection: None }))
    }
}

/// The server, and the session that may wait there.
struct Server {
    options: PgConnectOptions,
    session: i64,
    connection: Option<PgConnection>,
}

#[async_trait::async_trait]
impl Lookout for Server {
    fn anew(&self) -> Box<dyn Lookout> {
        let (options, session) = (self.options.clone(), self.session);
        Box::new(Self { options, session, connection: None })
    }

    async fn ask(&mut self) -> Option<Blocker> {
        if self.connection.is_none() {
            self.connection = self.options.connect().await.ok();
        }
        let asked = blocker(self.connection.as_mut()?, self.session).await;
        asked.unwrap_or_else(|_| {
            self.connection = None;
            None
        })
    }
}

async fn blocker(connection: &mut PgConnection, session: i64) -> Result<Option<Blocker>, Error> {
    let sql = "SELECT format('backend %s (%s, %s) since %s', a.pid, \
               coalesce(nullif(a.application_name, ''), a.usename, 'another role'), \
               coalesce(a.state, 'state unknown'), \
               to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"')), \
               format('SELECT pg_terminate_backend(%s)', a.pid) \
               FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1::int)) ORDER BY a.xact_start LIMIT 1";
    let row: Option<(Option<String>, String)> =
        query_as(sql).bind(session).fetch_optional(connection).await?;
    Ok(row.and_then(|(who, ends)| Some(Blocker { who: who?, ends })))
}
