//! What is done by time, beside the requests.

use std::time::Duration;

use crate::app::App;

/// How often, at most.
const PERIOD: Duration = Duration::from_secs(600);

/// Purges what is due again and again. Replicas may do it at once.
pub async fn run(app: App, purge_after: Duration) {
    // A short time to restore is kept shortly.
    let period = PERIOD.min(purge_after.max(Duration::from_secs(1)));
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.limit.forget();
        match app.store.purge(purge_after).await {
            Ok((0, 0)) => {}
            Ok((chats, answers)) => tracing::info!(chats, answers, "purged"),
            Err(error) => tracing::warn!(%error, "cannot purge; the next time may do it"),
        }
    }
}
