//! When to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// Who says stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// An orchestrator.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is none elsewhere"))]
    Terminate,
    /// A person.
    Interrupt,
}

/// The signals that end the server, caught from the moment this exists.
pub struct Shutdown {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Shutdown {
    /// Catches SIGTERM, which an orchestrator sends, and SIGINT, which Ctrl-C sends.
    #[cfg(unix)]
    pub fn catch() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Completes with the first of them.
    #[cfg(unix)]
    pub async fn wait(&mut self) -> Signal {
        let signal = tokio::select! {
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
        };
        let name = if signal == Signal::Terminate { "SIGTERM" } else { "SIGINT" };
        tracing::info!(signal = name, "stopping");
        signal
    }

    /// Elsewhere there is Ctrl-C alone, caught from [`Shutdown::wait`] on.
    #[cfg(not(unix))]
    pub fn catch() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Completes with Ctrl-C.
    #[cfg(not(unix))]
    pub async fn wait(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => {
                tracing::info!(signal = "Ctrl-C", "stopping");
                Signal::Interrupt
            }
            // Without a handler the default action ends the process, which is what is asked for.
            Err(_) => std::future::pending().await,
        }
    }
}
