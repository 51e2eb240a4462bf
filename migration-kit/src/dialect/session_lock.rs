//! A lock that a session of a server holds, its release by name, and the session that holds it.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::async_trait;
use tokio::time::{sleep, timeout};

use crate::dialect::held::{Held, Holder};
use crate::error::reason;

/// A lock of one session.
pub(super) struct SessionLock {
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

#[async_trait::async_trait]
impl Held for SessionLock {
    fn session(&self) -> Option<i64> {
        Some(self.session)
    }

    fn is_held(&self) -> Option<Expr> {
        self.is_held.clone().map(Expr::cust)
    }

    /// Frees the lock. A session that has been exchanged for another one is a pooler's doing that
    /// was not noticed in time; it hands out the one with the lock again, sooner or later.
    async fn release(self: Box<Self>, db: &DatabaseConnection) {
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
}

impl SessionLock {
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

/// The session of a server that holds a lock. `idle` is for how many seconds it has waited for its
/// client, if it does.
pub(super) fn holder(who: String, idle: Option<i64>, ends: String) -> Holder {
    let idle = idle.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
    Holder { who, idle, ends: Some(ends) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_holder_is_told_with_what_ends_it() {
        let of = |idle| {
            let it = holder("backend 7".to_owned(), idle, "KILL 7".to_owned());
            (it.to_string(), it.ends())
        };
        let ends = Some("if nothing runs there any more, `KILL 7` ends it".to_owned());
        assert_eq!(of(None), ("backend 7".to_owned(), None));
        assert_eq!(of(Some(59)), ("backend 7, idle for 59 s".to_owned(), None));
        assert_eq!(of(Some(60)), ("backend 7, idle for 60 s".to_owned(), ends.clone()));
        assert_eq!(of(Some(430)), ("backend 7, idle for 7 min".to_owned(), ends));
        assert_eq!(of(Some(-1)).1, None);
    }
}
