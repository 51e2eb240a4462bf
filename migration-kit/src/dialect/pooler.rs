//! A pooler that shares the server's sessions among its clients: whether one is in the way now.

use sea_orm::DatabaseConnection;
use sea_orm_migration::async_trait;

#[async_trait::async_trait]
pub(crate) trait Pooler: Sync {
    /// Whether another client of the server is given this session while it is idle here, or this
    /// connection is given another one while the others have theirs.
    async fn shares(&self, db: &DatabaseConnection, session: i64) -> bool;
}

super::of_driver!(Pooler);
