//! Ctrl-C and SIGTERM, as a flag that every wait in this program looks at.
//!
//! A flag rather than an exit in a handler: the way out is the ordinary return path, on which
//! servers are stopped and folders removed by `Drop`.

use std::fmt;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::Context;
use signal_hook::consts;

/// How often a wait looks at what it waits for, and at the flag.
pub const TICK: Duration = Duration::from_millis(25);

/// The number of the last signal, or 0.
static RECEIVED: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// The error that leads out of a wait when the program was asked to stop.
#[derive(Debug)]
pub struct Interrupted {
    signal: usize,
}

impl Interrupted {
    /// The exit code shells use for a program that a signal ended.
    pub fn exit_code(&self) -> ExitCode {
        u8::try_from(128 + self.signal).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i32::try_from(self.signal) {
            Ok(consts::SIGINT) => write!(f, "stopped by Ctrl-C"),
            Ok(consts::SIGTERM) => write!(f, "stopped by SIGTERM"),
            _ => write!(f, "stopped by signal {}", self.signal),
        }
    }
}

impl std::error::Error for Interrupted {}

/// From here on, a signal sets the flag instead of ending the program.
pub fn install() -> anyhow::Result<()> {
    let signals = [
        consts::SIGINT,
        consts::SIGTERM,
        #[cfg(unix)]
        consts::SIGHUP,
    ];
    for signal in signals {
        signal_hook::flag::register_usize(
            signal,
            Arc::clone(&RECEIVED),
            signal.unsigned_abs() as usize,
        )
        .with_context(|| format!("cannot handle signal {signal}"))?;
    }
    Ok(())
}

/// Fails once a signal has arrived.
pub fn check() -> Result<(), Interrupted> {
    match RECEIVED.load(Ordering::Relaxed) {
        0 => Ok(()),
        signal => Err(Interrupted { signal }),
    }
}

/// Sleeps for a tick, and fails once a signal has arrived.
pub fn tick() -> Result<(), Interrupted> {
    check()?;
    std::thread::sleep(TICK);
    check()
}
