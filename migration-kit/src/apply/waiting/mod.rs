//! Waiting for a table that somebody else is using, on a server.
//!
//! A statement that waits for a table lock makes everybody behind it wait too, even those who only
//! read. So a migration waits for a few seconds at most (PostgreSQL's `lock_timeout`, manual
//! section 20.11; MySQL's `lock_wait_timeout`, manual section 7.1.8), lets the others go first, and
//! tries again.

mod watch;

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::time::sleep;

use crate::error::{code, is_deadlock, is_lock_time_out, server_number};

pub(super) use watch::Watch;

/// How often a statement, or a migration in a transaction, tries again.
const AGAIN: u32 = 10;

/// `query_canceled`: PostgreSQL manual, appendix A.
const STATEMENT_TIME_OUT: &str = "57014";

/// What MySQL and MariaDB say of a statement that ran for too long.
const MYSQL_STATEMENT_TIME_OUTS: [u16; 2] = [3024, 1969];

/// Whether a setting ended the statement.
pub(super) fn is_time_out(error: &DbErr) -> bool {
    is_lock_time_out(error)
        || code(error).as_deref() == Some(STATEMENT_TIME_OUT)
        || server_number(error).is_some_and(|number| MYSQL_STATEMENT_TIME_OUTS.contains(&number))
}

/// How long a migration may wait whose statements cannot be tried again one by one, as it may be
/// partially applied by then: as long as all the attempts of one that can.
pub(super) fn all_attempts(patience: Duration) -> Duration {
    patience * (AGAIN + 1)
}

/// The attempts of a migration and its statements.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    made: AtomicU32,
    /// How many of its statements were done in the attempt that got furthest.
    furthest: AtomicUsize,
}

impl Attempts {
    /// Waits and says whether to try again, after a time-out that has left nothing of the statement
    /// behind. `patience` is how long an attempt waits for a lock.
    pub(super) async fn again(&self, version: &str, patience: Duration, error: &DbErr) -> bool {
        is_lock_time_out(error)
            && self.next(version, patience, "did not get its lock in time").await
    }

    /// Waits and says whether to try all of it again, after a time-out or a deadlock that has left
    /// nothing behind. A deadlock is for this alone: it takes back what its transaction did before,
    /// and leaves the invalid index of a CREATE INDEX CONCURRENTLY (PostgreSQL's manual).
    pub(super) async fn again_all(&self, version: &str, patience: Duration, error: &DbErr) -> bool {
        match is_deadlock(error) {
            true => self.next(version, patience, "met a deadlock").await,
            false => self.again(version, patience, error).await,
        }
    }

    async fn next(&self, version: &str, patience: Duration, why: &str) -> bool {
        if self.made.load(Ordering::Relaxed) >= AGAIN {
            return false;
        }
        let made = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        // A tenth of an attempt more each time, and up to half of that by chance: what is in the
        // way may come at regular intervals.
        let pause = patience * made / 10;
        let pause = pause + pause.mul_f64(0.5 * crate::process::chance());
        tracing::warn!(
            "{version} {why}; trying again in {:.1} s ({made} of {AGAIN})",
            pause.as_secs_f64(),
        );
        sleep(pause).await;
        true
    }

    /// So many statements are done in this attempt. What gets further than ever begins to count
    /// anew; what only comes back to where it was does not, or it would go on for ever.
    pub(super) fn reached(&self, done: usize) {
        if self.furthest.fetch_max(done, Ordering::Relaxed) < done {
            self.made.store(0, Ordering::Relaxed);
        }
    }
}
