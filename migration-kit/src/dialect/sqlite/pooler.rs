//! No pooler is in the way of a file.

use sea_orm::DatabaseConnection;
use sea_orm_migration::async_trait;

use crate::dialect::Sqlite;
use crate::dialect::pooler::Pooler;

#[async_trait::async_trait]
impl Pooler for Sqlite {
    async fn shares(&self, _: &DatabaseConnection, _: i64) -> bool {
        false
    }
}
