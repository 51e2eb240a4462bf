//! How much one caller may send.

use std::net::{IpAddr, Ipv6Addr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use lru::LruCache;
use uuid::Uuid;

use crate::problem::{Kind, Problem};
use crate::secrets::Hash;

/// How many tokens are remembered that were valid: those of the callers that are about at the same
/// time.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// Whom a request is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A valid token.
    Token(Uuid),
    /// The address of one without.
    Address(IpAddr),
}

impl Who {
    /// An address as it is counted: an IPv6 network is 64 bits long, and whoever has one has all of
    /// its addresses (RFC 4291, "2.5.4. Global Unicast Addresses").
    pub fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 64);
                Self::Address(Ipv6Addr::from_bits(network).into())
            }
            address => Self::Address(address),
        }
    }
}

/// The generic cell rate algorithm, by caller, in this process alone: each replica counts for
/// itself.
pub struct Limit(Option<Counted>);

struct Counted {
    rates: DefaultKeyedRateLimiter<Who>,
    /// The tokens that were valid when they were last sent.
    valid: Mutex<LruCache<Hash, Uuid>>,
}

impl Limit {
    /// So many requests a second, and twice as many at once after a pause; none when there is no
    /// limit.
    pub fn new(per_second: Option<NonZeroU32>) -> Self {
        Self(per_second.map(|per_second| {
            let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            Counted {
                rates: RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)),
                valid: Mutex::new(LruCache::new(REMEMBERED)),
            }
        }))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// A 429 that says when to go on.
    pub fn take(&self, who: Who) -> Result<(), Problem> {
        let Some(counted) = &self.0 else { return Ok(()) };
        counted.rates.check_key(&who).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::new(Kind::TooManyRequests).retry_after(wait.as_secs() + 1)
        })
    }

    /// The row of a token that was valid when it was last sent. Whether it still is the database
    /// knows.
    pub fn remembered(&self, hash: &Hash) -> Option<Uuid> {
        self.0.as_ref()?.valid().get(hash).copied()
    }

    /// Remembers a token that is valid, or forgets one that is not any more.
    pub fn remember(&self, hash: Hash, token: Option<Uuid>) {
        let Some(counted) = &self.0 else { return };
        match token {
            Some(token) => counted.valid().put(hash, token),
            None => counted.valid().pop(&hash),
        };
    }

    /// Forgets the callers that have been quiet, so that many of them do not fill the memory.
    pub fn forget(&self) {
        if let Some(counted) = &self.0 {
            counted.rates.retain_recent();
            counted.rates.shrink_to_fit();
        }
    }
}

impl Counted {
    /// Nobody panics while holding it.
    fn valid(&self) -> MutexGuard<'_, LruCache<Hash, Uuid>> {
        self.valid.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_caller() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }
}
