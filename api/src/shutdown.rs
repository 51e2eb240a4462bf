//! When to stop.

/// Completes on SIGTERM (what an orchestrator sends) and on Ctrl-C.
pub async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without the handler the default action ends the process, which is what was asked for.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => tracing::info!(signal = "SIGINT", "stopping: finishing the requests under way"),
        () = terminate => tracing::info!(signal = "SIGTERM", "stopping: finishing the requests under way"),
    }
}
