//! What the handlers share.

use std::ops::Deref;
use std::sync::Arc;

use crate::http::Proxies;
use crate::limit::Limit;
use crate::secrets::Keyring;
use crate::stage::Stage;
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
    /// Whose word counts for where a request comes from.
    pub proxies: Proxies,
    /// How much one caller may send.
    pub limit: Limit,
    /// Where the server is in its life.
    pub stage: Stage,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
