//! Where a test kills the process: after each thing that is sent to the database, in turn.

/// Counts what has been sent, and ends the process as SIGKILL would, with no word to anybody, after
/// the number that MIGRATION_KIT_TEST_KILL_AFTER names. Without the feature `testing` it is nothing
/// at all.
#[cfg(feature = "testing")]
pub(super) fn sent() {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static SENT: AtomicU64 = AtomicU64::new(0);
    // Read once: the benches are built with this feature, too.
    static LAST: LazyLock<Option<u64>> =
        LazyLock::new(|| std::env::var("MIGRATION_KIT_TEST_KILL_AFTER").ok()?.parse().ok());
    let sent = SENT.fetch_add(1, Ordering::Relaxed) + 1;
    if *LAST == Some(sent) {
        let kill = ["-KILL".to_owned(), std::process::id().to_string()];
        let _ = std::process::Command::new("kill").args(kill).status();
        // The signal is on its way.
        std::thread::sleep(std::time::Duration::from_secs(60));
    }
}

#[cfg(not(feature = "testing"))]
pub(super) fn sent() {}
