//! Where the server is in its life: what it waits for while it boots, and whether it stops.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use migration_kit::apply::{BootMode, Progress};

/// The server's life, as the routes see it; a clone is another handle on it.
#[derive(Clone)]
pub struct Stage(Arc<Parts>);

struct Parts {
    mode: BootMode,
    progress: Progress,
    stopping: AtomicBool,
}

impl Stage {
    /// A server that boots in a mode, and says by `progress` how far it is.
    pub fn new(mode: BootMode, progress: Progress) -> Self {
        Self(Arc::new(Parts { mode, progress, stopping: AtomicBool::new(false) }))
    }

    /// From now on the server is not ready, and tells its clients to go elsewhere.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether [`Stage::stop`] was called.
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Why a server that boots is not ready yet. Who holds a lock is for the log: a stranger may be
    /// asking.
    pub fn booting(&self) -> Cow<'static, str> {
        let now = self.0.progress.now();
        if now.version.is_some() {
            return format!(
                "migrations are being applied: {} of {} are done",
                now.done, now.migrations
            )
            .into();
        }
        match (now.waits_for, self.0.mode) {
            (Some(_), BootMode::Verify) => {
                "waiting for another process to apply the pending migrations".into()
            }
            (Some(_), _) => "waiting for the migration lock, which another process holds".into(),
            (None, _) => "connecting to the database".into(),
        }
    }
}
