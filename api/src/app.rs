//! What the handlers share.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::limit::Limit;
use crate::secrets::Keyring;
use crate::store::Store;

/// The server's parts; a clone is another handle on them.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] consists of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The keys of the columns that are encrypted.
    pub keyring: Keyring,
    /// How much one caller may send.
    pub limit: Limit,
    /// Whether a signal said stop.
    stopping: AtomicBool,
}

impl App {
    pub fn new(store: Store, keyring: Keyring, limit: Limit) -> Self {
        Self(Arc::new(Parts { store, keyring, limit, stopping: AtomicBool::new(false) }))
    }
}

impl Parts {
    /// From now on the server is not ready, and tells its clients to go elsewhere.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether [`Parts::stop`] was called.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
