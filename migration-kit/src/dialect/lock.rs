//! The lock that keeps two processes from migrating one database at once, where it is no lease.

use sea_orm::DatabaseConnection;
use sea_orm_migration::async_trait;

use crate::Error;
use crate::dialect::held::{Attempt, Held};

#[async_trait::async_trait]
pub(crate) trait Lock: Sync {
    /// What is tried again and again, for the history in that table.
    async fn begin(&self, db: &DatabaseConnection, table: &str) -> Result<Box<dyn Trying>, Error>;

    /// Whether nobody holds it. Reads only.
    async fn is_free(&self, db: &DatabaseConnection, table: &str) -> Result<bool, Error>;
}

/// A process that tries to take the lock. It outlives the connection on which it tries.
#[async_trait::async_trait]
pub(crate) trait Trying: Send + Sync {
    /// Tries once, without waiting in the server.
    async fn attempt(&self, db: &DatabaseConnection) -> Result<Attempt<Box<dyn Held>>, Error>;
}

super::of_driver!(Lock);
