//! What a session is told before it migrates: where its tables are, and how long it may wait.

use std::time::Duration;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr, Statement};
use sea_orm_migration::async_trait;

/// How long a statement waits and runs.
pub(crate) struct TimeOuts {
    /// For a table that somebody else is using.
    pub(crate) table_lock: Duration,
    /// Until it is ended; without it the server's own limit holds.
    pub(crate) statement: Option<Duration>,
}

/// When it shows that a pooler shares the server's sessions among its clients.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum PoolerShows {
    /// At once, so that nothing is set or taken in a session of somebody else's.
    AtOnce,
    /// With the lock. Before it another session says nothing of a pooler, which may keep one from
    /// the lock on; but the settings may be lost, and are made once more.
    WithTheLock,
    /// There is none.
    Never,
}

#[async_trait::async_trait]
pub(crate) trait Session: Sync {
    /// The connection goes over a network or through a server, and another one can take its place.
    fn can_be_cut(&self) -> bool;

    /// When a pooler shows.
    fn pooler_shows(&self) -> PoolerShows;

    /// The question whether the session of that number is still there, though the connection is in
    /// another one now: otherwise it was lost, and the connection is a new one.
    fn is_alive(&self, session: i64) -> Option<Statement>;

    /// Sets the schemas in which names are looked for, and sets aside what would end an idle
    /// session; nothing where a session has no such path.
    fn look_in(&self, path: &str) -> Option<Statement>;

    /// The question for the schema in which new tables would go, which is NULL where the search
    /// path names none that exists.
    fn current_schema(&self) -> Option<&'static str>;

    /// The question for the schema in which the table is seen and the one in which new tables would
    /// go, which has no answer where these are the same.
    fn seen_elsewhere(&self, table: &str) -> Option<Statement>;

    /// Limits how long a statement waits and runs, sets aside what would end an idle session, and
    /// gives the session's number.
    async fn set_time_outs(
        &self,
        db: &DatabaseConnection,
        time_outs: &TimeOuts,
    ) -> Result<Option<i64>, DbErr>;

    /// The same for one transaction, where a pooler may give the next statement to another session;
    /// nothing where that cannot be.
    fn time_outs_of_transaction(&self, time_outs: &TimeOuts) -> Option<Statement>;

    /// Limits how long a statement waits for a table from now on.
    async fn wait_for_tables(
        &self,
        db: &DatabaseExecutor<'_>,
        patience: Duration,
    ) -> Result<(), DbErr>;
}

super::of!(Session);
