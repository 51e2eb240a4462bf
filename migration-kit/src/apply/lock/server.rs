//! A lock that a session of a server holds, and its release by name.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};
use tokio::time::{sleep, timeout};

use crate::error::reason;

/// A lock of one session.
pub(in crate::apply) struct Held {
    /// Frees the lock: gives `freed`, which is 1 where this session had it, and `session`.
    pub(super) free: Statement,
    /// Whether the session that is asked holds it, for a WHERE; nothing where that is asked
    /// otherwise.
    pub(super) is_held: Option<String>,
    /// The number of the session that took it.
    pub(super) session: i64,
    /// What ends that session.
    pub(super) ends: String,
}

/// How long the release may take. A connection that does not answer is closed next, which releases
/// the lock too.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a session is asked for behind a pooler that shares them.
const TRIES: u32 = 50;

impl Held {
    /// Frees the lock. A session that has been exchanged for another one is a pooler's doing that
    /// was not noticed in time; it hands out the one with the lock again, sooner or later.
    pub(super) async fn release(self, db: &DatabaseConnection) {
        match timeout(PATIENCE, self.free_it(db)).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) | Err(_) => tracing::warn!(
                "the migration lock could not be released, because a pooler has exchanged the session that holds it; \
                 `{}` ends that session",
                self.ends
            ),
            Ok(Err(error)) => {
                tracing::debug!("the migration lock went with its connection: {}", reason(&error));
            }
        }
    }

    /// Whether nobody's session holds it for this process any more.
    async fn free_it(&self, db: &DatabaseConnection) -> Result<bool, DbErr> {
        for _ in 0..TRIES {
            let Some(row) = db.query_one_raw(self.free.clone()).await? else { return Ok(false) };
            let (freed, session): (i64, i64) =
                (row.try_get("", "freed")?, row.try_get("", "session")?);
            // Where it was the right session, a migration has freed the lock before.
            if freed == 1 || session == self.session {
                return Ok(true);
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(false)
    }
}
