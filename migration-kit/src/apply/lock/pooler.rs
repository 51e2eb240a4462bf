//! Recognises a pooler that shares the server's sessions among its clients (PgBouncer, Odyssey or
//! PgCat in transaction or statement mode, MaxScale with multiplexing): a lock of the session would
//! be held by whoever comes next, and left behind.
//!
//! Two connections of this process meet in one session of the server, when the first is idle, or
//! one connection is in two sessions one after the other, when the pool is busy. A connection of
//! its own never does either.

use sea_orm::DatabaseConnection;

use crate::Backend;
use crate::Error;
use crate::dialect;

/// How often they come: in a busy pool the session may be with somebody else at that very moment.
const ROUNDS: usize = 2;

/// Whether a pooler shares the session of that number, in which this connection is.
pub(in crate::apply) async fn is_shared(db: &DatabaseConnection, session: i64) -> bool {
    let Some(pooler) = dialect::pooler::of(Backend::of(db)) else { return false };
    for _ in 0..ROUNDS {
        if pooler.shares(db, session).await {
            return true;
        }
    }
    false
}

/// What is told instead of taking a lock that would not hold.
pub(in crate::apply) fn refused() -> Error {
    Error::Environment {
        message: "the migration lock would not hold: the connection goes through a pooler that shares the server's sessions"
            .to_owned(),
        hint: Some(
            "nothing was applied; take a lease instead (--lock lease or MIGRATE_LOCK=lease), or give a URL that leads to the \
             server itself"
                .to_owned(),
        ),
    }
}
