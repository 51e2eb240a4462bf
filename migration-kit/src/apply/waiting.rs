//! Waiting for a table that somebody else is using, on PostgreSQL.
//!
//! A statement that waits for a lock makes everybody behind it wait too, even those who only read. So a step waits for a few
//! seconds at most (`lock_timeout`, manual section 20.11), goes out of the way, and tries again.

use std::time::Duration;

use sea_orm::DbErr;
use tokio::time::sleep;

use crate::error::code;

#[cfg(feature = "sqlx-postgres")]
pub(super) use postgres::Watch;

/// How often a step tries again.
const AGAIN: u32 = 10;

/// `lock_not_available` and `query_canceled`: manual, appendix A.
const LOCK_TIME_OUT: &str = "55P03";
const STATEMENT_TIME_OUT: &str = "57014";

/// Whether a setting ended the statement.
pub(super) fn is_time_out(error: &DbErr) -> bool {
    code(error).is_some_and(|code| [LOCK_TIME_OUT, STATEMENT_TIME_OUT].contains(&code.as_str()))
}

/// The attempts of one step.
pub(super) struct Attempts {
    made: u32,
    patience: Duration,
}

impl Attempts {
    /// `patience` is how long an attempt waits for a lock.
    pub(super) fn new(patience: Duration) -> Self {
        Self { made: 0, patience }
    }

    /// Waits and says whether to try again, after a time-out that has left nothing behind.
    pub(super) async fn again(&mut self, version: &str, error: &DbErr) -> bool {
        if self.made == AGAIN || code(error).as_deref() != Some(LOCK_TIME_OUT) {
            return false;
        }
        self.made += 1;
        // A tenth of an attempt more each time, and up to half of that by chance: what is in the way may come at regular
        // intervals.
        let pause = self.patience * self.made / 10;
        let pause = pause + pause.mul_f64(0.5 * super::process::chance());
        tracing::warn!(
            "{version} did not get its lock in time; trying again in {:.1} s ({} of {AGAIN})",
            pause.as_secs_f64(),
            self.made
        );
        sleep(pause).await;
        true
    }
}

#[cfg(feature = "sqlx-postgres")]
mod postgres {
    use std::time::Duration;

    use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
    use sea_orm::sqlx::{ConnectOptions as _, query_scalar};
    use tokio::select;
    use tokio::time::sleep;

    /// Sees who is in the way of a session, from a connection of its own, which is opened when a step takes long.
    pub(in crate::apply) struct Watch {
        options: PgConnectOptions,
        pid: i32,
        every: Duration,
    }

    impl Watch {
        /// Looks at the session of that backend. `patience` is how long it waits for a lock.
        pub(in crate::apply) fn new(options: PgConnectOptions, pid: i32, patience: Duration) -> Self {
            let every = (patience / 2).clamp(Duration::from_millis(100), Duration::from_secs(2));
            Self { options, pid, every }
        }

        /// Runs a step, and gives with its result who was in its way last.
        pub(in crate::apply) async fn during<T>(
            &self,
            version: &str,
            run: impl Future<Output = T>,
        ) -> (T, Option<String>) {
            let mut seen = None;
            let result = select! {
                result = run => result,
                never = self.look(version, &mut seen) => match never {},
            };
            (result, seen)
        }

        async fn look(&self, version: &str, seen: &mut Option<String>) -> std::convert::Infallible {
            let mut connection = None;
            loop {
                sleep(self.every).await;
                if connection.is_none() {
                    connection = self.options.connect().await.ok();
                }
                let Some(open) = &mut connection else { continue };
                match self.ask(open).await {
                    Ok(Some(blocker)) => {
                        if seen.as_ref() != Some(&blocker) {
                            tracing::warn!("{version} waits for {blocker}");
                        }
                        *seen = Some(blocker);
                    }
                    Ok(None) => {}
                    Err(_) => connection = None,
                }
            }
        }

        /// The first session in the way. What it runs may hold somebody's data, and is not told.
        async fn ask(&self, connection: &mut PgConnection) -> Result<Option<String>, sea_orm::sqlx::Error> {
            let sql = "SELECT format('backend %s (%s, %s) since %s', a.pid, \
                       coalesce(nullif(a.application_name, ''), a.usename, 'another role'), \
                       coalesce(a.state, 'state unknown'), \
                       to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"')) \
                       FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1)) ORDER BY a.xact_start LIMIT 1";
            query_scalar::<_, Option<String>>(sql)
                .bind(self.pid)
                .fetch_optional(connection)
                .await
                .map(Option::flatten)
        }
    }
}

/// Where PostgreSQL was not compiled in nobody is looked at.
#[cfg(not(feature = "sqlx-postgres"))]
pub(super) enum Watch {}

#[cfg(not(feature = "sqlx-postgres"))]
impl Watch {
    pub(super) async fn during<T>(&self, _: &str, run: impl Future<Output = T>) -> (T, Option<String>) {
        (run.await, None)
    }
}
