//! Who holds the lock, for those who wait: in goes what a server says of a session, out comes what
//! a person is told.

use std::fmt;
use std::time::Duration;

/// A holder that has sent nothing for so long may be stopped, or its lock may have been left
/// behind.
const IDLE: Duration = Duration::from_secs(60);

/// Whoever holds the lock.
pub(super) struct Holder {
    /// Who it is and since when, as far as the backend can say.
    who: String,
    /// A session of a server that waits for its client: for how long.
    idle: Option<Duration>,
    /// The statement that ends the session.
    ends: Option<String>,
}

impl Holder {
    /// A holder of which nothing more is known.
    pub(super) fn new(who: impl Into<String>) -> Self {
        Self { who: who.into(), idle: None, ends: None }
    }

    /// A session of a server. `idle` is for how many seconds it has waited for its client, if it
    /// does.
    #[cfg(any(feature = "sqlx-postgres", feature = "sqlx-mysql"))]
    pub(super) fn session(who: String, idle: Option<i64>, ends: String) -> Self {
        let idle = idle.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        Self { who, idle, ends: Some(ends) }
    }

    /// The statement that ends the session.
    #[cfg(test)]
    pub(super) fn statement(&self) -> Option<&str> {
        self.ends.as_deref()
    }

    /// What ends a holder that seems to do nothing any more.
    pub(super) fn ends(&self) -> Option<String> {
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

#[cfg(all(test, any(feature = "sqlx-postgres", feature = "sqlx-mysql")))]
mod tests {
    use super::*;

    #[test]
    fn an_idle_holder_is_told_with_what_ends_it() {
        let of = |idle| {
            let holder = Holder::session("backend 7".to_owned(), idle, "KILL 7".to_owned());
            (holder.to_string(), holder.ends())
        };
        let ends = Some("if nothing runs there any more, `KILL 7` ends it".to_owned());
        assert_eq!(of(None), ("backend 7".to_owned(), None));
        assert_eq!(of(Some(59)), ("backend 7, idle for 59 s".to_owned(), None));
        assert_eq!(of(Some(60)), ("backend 7, idle for 60 s".to_owned(), ends.clone()));
        assert_eq!(of(Some(430)), ("backend 7, idle for 7 min".to_owned(), ends));
        assert_eq!(of(Some(-1)).1, None);
    }
}
