//! Who this process is, for the history table, the lock, and those who wait.

use std::sync::OnceLock;

/// The host's name; in a container that is its id.
pub(crate) fn host() -> String {
    static HOST: OnceLock<String> = OnceLock::new();
    HOST.get_or_init(|| whoami::hostname().unwrap_or_else(|_| "an unnamed host".to_owned())).clone()
}

/// "process 12 on web-1".
pub(crate) fn name() -> String {
    format!("process {} on {}", std::process::id(), host())
}

/// A number from 0 to 1 that differs from call to call and from process to process. It spreads
/// attempts, and is no secret.
pub(crate) fn chance() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(std::process::id());
    random as f64 / u64::MAX as f64
}

/// What a session calls itself: what a waiting process shows of the one that holds the lock.
pub(crate) fn session_name() -> String {
    format!("migration-kit, process {}", std::process::id())
}
