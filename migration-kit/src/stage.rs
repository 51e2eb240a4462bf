//! How long each part of a comparison takes: told with `--verbose`, and to the benches.

use std::time::Instant;

/// Does the work of a stage, and tells its time.
pub(crate) async fn timed<T>(stage: &str, backend: &str, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let done = work.await;
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    tracing::debug!(target: "migration_kit::stage", stage, backend, milliseconds);
    done
}
