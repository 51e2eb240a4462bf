//! A lock that is held: what is done with it, and who holds it, for those who wait. In goes what a
//! server says of a session, out comes what a person is told.

use std::fmt;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sea_orm::sea_query::Expr;
use sea_orm_migration::async_trait;

/// The outcome of one try.
pub(crate) enum Attempt<L> {
    Locked(L),
    HeldBy(Holder),
}

impl<L> Attempt<L> {
    /// The same with another word for the lock.
    pub(crate) fn map<M>(self, lock: impl FnOnce(L) -> M) -> Attempt<M> {
        match self {
            Self::Locked(held) => Attempt::Locked(lock(held)),
            Self::HeldBy(holder) => Attempt::HeldBy(holder),
        }
    }
}

/// A lock that is no lease. It ends with its connection or its file.
#[async_trait::async_trait]
pub(crate) trait Held: Send + Sync {
    /// The number of the session that holds it, where a session does.
    fn session(&self) -> Option<i64>;

    /// Whether the session that is asked holds it still, for a WHERE; nothing where that is not
    /// asked of the lock.
    fn is_held(&self) -> Option<Expr>;

    /// Releases it by its name, on the connection that holds it: behind a pooler that connection
    /// outlives the process.
    async fn release(self: Box<Self>, db: &DatabaseConnection);
}

/// A holder that has sent nothing for so long may be stopped, or its lock may have been left
/// behind.
const IDLE: Duration = Duration::from_secs(60);

/// Whoever holds the lock.
pub(crate) struct Holder {
    /// Who it is and since when, as far as the backend can say.
    pub(super) who: String,
    /// A session of a server that waits for its client: for how long.
    pub(super) idle: Option<Duration>,
    /// The statement that ends the session.
    pub(super) ends: Option<String>,
}

impl Holder {
    /// A holder of which nothing more is known.
    pub(crate) fn new(who: impl Into<String>) -> Self {
        Self { who: who.into(), idle: None, ends: None }
    }

    /// The statement that ends the session.
    #[cfg(test)]
    pub(crate) fn statement(&self) -> Option<&str> {
        self.ends.as_deref()
    }

    /// What ends a holder that seems to do nothing any more.
    pub(crate) fn ends(&self) -> Option<String> {
        let ends = self.ends.as_ref().filter(|_| self.idle.is_some_and(|idle| idle >= IDLE))?;
        Some(format!("if nothing runs there any more, `{ends}` ends it"))
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.who)?;
        match self.idle.map(|idle| idle.as_secs()) {
            Some(seconds @ 0..120) => write!(f, ", idle for {seconds} s"),
            Some(seconds) => write!(f, ", idle for {} min", seconds / 60),
            None => Ok(()),
        }
    }
}
