//! Sees who is in the way of a session, from a connection of its own, which is opened when a
//! migration takes long: in goes the session's number, out comes who blocks it.

use std::convert::Infallible;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use tokio::select;
use tokio::time::sleep;

use super::Blocker;
#[cfg(feature = "sqlx-mysql")]
use super::mysql;
#[cfg(feature = "sqlx-postgres")]
use super::postgres;
use crate::Backend;

/// Looks at one session.
pub(in crate::apply) struct Watch {
    server: Server,
    every: Duration,
}

enum Server {
    #[cfg(feature = "sqlx-postgres")]
    Postgres(postgres::Server),
    #[cfg(feature = "sqlx-mysql")]
    MySql(mysql::Server),
}

impl Watch {
    /// Looks at the session of that number, to which the connection belongs. `patience` is how long
    /// it waits for a lock.
    pub(in crate::apply) fn new(
        db: &DatabaseConnection,
        session: i64,
        patience: Duration,
    ) -> Option<Self> {
        let server = match Backend::of(db) {
            #[cfg(feature = "sqlx-postgres")]
            Backend::Postgres => Server::Postgres(postgres::Server::new(db, session)),
            #[cfg(feature = "sqlx-mysql")]
            Backend::MySql => Server::MySql(mysql::Server::new(db, session)),
            #[cfg(not(feature = "sqlx-postgres"))]
            Backend::Postgres => return None,
            #[cfg(not(feature = "sqlx-mysql"))]
            Backend::MySql => return None,
            Backend::Sqlite => return None,
        };
        let every = (patience / 2).clamp(Duration::from_millis(100), Duration::from_secs(2));
        Some(Self { server, every })
    }

    /// Runs a migration, and gives with its result who was in its way last.
    pub(in crate::apply) async fn during<T>(
        &self,
        version: &str,
        run: impl Future<Output = T>,
    ) -> (T, Option<Blocker>) {
        let mut seen = None;
        let result = select! {
            result = run => result,
            never = self.look(version, &mut seen) => match never {},
        };
        (result, seen)
    }

    async fn look(&self, version: &str, seen: &mut Option<Blocker>) -> Infallible {
        #[cfg(feature = "sqlx-postgres")]
        let mut to_postgres = None;
        #[cfg(feature = "sqlx-mysql")]
        let mut to_mysql = None;
        loop {
            sleep(self.every).await;
            let blocker = match &self.server {
                #[cfg(feature = "sqlx-postgres")]
                Server::Postgres(server) => server.ask(&mut to_postgres).await,
                #[cfg(feature = "sqlx-mysql")]
                Server::MySql(server) => server.ask(&mut to_mysql).await,
            };
            let Some(blocker) = blocker else { continue };
            if seen.as_ref().is_none_or(|seen| seen.ends != blocker.ends) {
                tracing::warn!("{version} waits for {}; `{}` ends it", blocker.who, blocker.ends);
            }
            *seen = Some(blocker);
        }
    }
}
