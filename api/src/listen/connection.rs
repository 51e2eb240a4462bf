//! What a connection is doing, and since when.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// What is waited for. The order is that in which connections are given up for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The head of a request.
    Head,
    /// Another request, on a connection that has had one.
    Idle,
    /// The body of a request.
    Body,
    /// The client, which takes an answer.
    Answer,
    /// The server itself.
    Work,
}

/// One connection, as the tasks that are concerned share it.
#[derive(Debug)]
pub struct Connection {
    now: Mutex<(Phase, Instant)>,
    /// Another connection gets its place.
    pub give_up: Notify,
}

impl Connection {
    pub fn new() -> Self {
        Self { now: Mutex::new((Phase::Head, Instant::now())), give_up: Notify::new() }
    }

    /// What is waited for, and since when.
    pub fn now(&self) -> (Phase, Instant) {
        *self.lock()
    }

    pub fn enter(&self, phase: Phase) {
        *self.lock() = (phase, Instant::now());
    }

    /// Enters a phase from another one, and from no other.
    pub fn follow(&self, from: Phase, to: Phase) {
        let mut now = self.lock();
        if now.0 == from {
            *now = (to, Instant::now());
        }
    }

    /// Nobody panics while holding it.
    fn lock(&self) -> MutexGuard<'_, (Phase, Instant)> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
