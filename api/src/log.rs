//! Structured logs on stderr: readable lines on a terminal, JSON for machines.

use std::io::IsTerminal as _;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

/// Starts logging. RUST_LOG chooses what is logged, `info` without it, and of the driver only
/// warnings.
pub fn start() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // On its trace level SeaORM's driver prints connection options, and with them the password.
    let filter = match "sea_orm::driver=debug".parse() {
        Ok(cap) => filter.add_directive(cap),
        Err(_) => filter,
    };
    // A line that cannot be written is lost: reported on stderr, where it failed, it would be a
    // panic.
    let lines = if std::io::stderr().is_terminal() {
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(colour)
            .log_internal_errors(false)
            .boxed()
    } else {
        fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(std::io::stderr)
            .log_internal_errors(false)
            .boxed()
    };
    tracing_subscriber::registry().with(filter).with(lines).init();
}
