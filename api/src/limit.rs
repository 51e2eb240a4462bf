//! How much one caller may send.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use crate::problem::{Kind, Problem};

/// Whom a request is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A valid token.
    Token(Uuid),
    /// The address of one without.
    Address(IpAddr),
}

/// The generic cell rate algorithm, by caller, in this process alone: each replica counts for itself.
pub struct Limit(Option<DefaultKeyedRateLimiter<Who>>);

impl Limit {
    /// So many requests a second, and twice as many at once after a pause; none when there is no limit.
    pub fn new(per_second: Option<NonZeroU32>) -> Self {
        Self(per_second.map(|per_second| {
            let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst))
        }))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// A 429 that says when to go on.
    pub fn take(&self, who: Who) -> Result<(), Problem> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(&who).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::new(Kind::TooManyRequests).retry_after(wait.as_secs() + 1)
        })
    }

    /// Forgets the callers that have been quiet, so that many of them do not fill the memory.
    pub fn forget(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
