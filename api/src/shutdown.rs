//! When to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the server, caught from the moment this exists.
pub struct Shutdown {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
}

impl Shutdown {
    /// Catches SIGTERM, which an orchestrator sends, and SIGINT, which Ctrl-C sends.
    #[cfg(unix)]
    pub fn catch() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Completes with the first of them.
    #[cfg(unix)]
    pub async fn wait(&mut self) {
        let signal = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal, "stopping");
    }

    /// Elsewhere there is Ctrl-C alone, caught from [`Shutdown::wait`] on.
    #[cfg(not(unix))]
    pub fn catch() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Completes with Ctrl-C.
    #[cfg(not(unix))]
    pub async fn wait(&mut self) {
        match tokio::signal::ctrl_c().await {
            Ok(()) => tracing::info!(signal = "Ctrl-C", "stopping"),
            // Without a handler the default action ends the process, which is what is asked for.
            Err(_) => std::future::pending().await,
        }
    }
}
