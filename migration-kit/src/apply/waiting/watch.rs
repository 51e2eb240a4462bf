//! Sees who is in the way of a session, from a connection of its own, which is opened when a
//! migration takes long: in goes the session's number, out comes who blocks it.

use std::convert::Infallible;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use tokio::select;
use tokio::time::sleep;

use crate::Backend;
use crate::dialect::blocker::{self, Blocker, Lookout};

/// Looks at one session.
pub(in crate::apply) struct Watch {
    lookout: Box<dyn Lookout>,
    every: Duration,
}

impl Watch {
    /// Looks at the session of that number, to which the connection belongs. `patience` is how long
    /// it waits for a lock.
    pub(in crate::apply) fn new(
        db: &DatabaseConnection,
        session: i64,
        patience: Duration,
    ) -> Option<Self> {
        let lookout = blocker::of(Backend::of(db))?.lookout(db, session)?;
        let every = (patience / 2).clamp(Duration::from_millis(100), Duration::from_secs(2));
        Some(Self { lookout, every })
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
        let mut lookout = self.lookout.anew();
        loop {
            sleep(self.every).await;
            let blocker = lookout.ask().await;
            let Some(blocker) = blocker else { continue };
            if seen.as_ref().is_none_or(|seen| seen.ends != blocker.ends) {
                tracing::warn!("{version} waits for {}; `{}` ends it", blocker.who, blocker.ends);
            }
            *seen = Some(blocker);
        }
    }
}
