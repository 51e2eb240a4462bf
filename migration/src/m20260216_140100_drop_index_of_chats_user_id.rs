//! Drops the index on `chats.user_id` alone: the one by user and age begins with the same column,
//! and serves the foreign key too. It is a migration of its own because MySQL commits after each
//! change.

use sea_orm_migration::prelude::*;

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("idx-chats-user_id").table("chats").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("chats", "user_id")).await
    }
}
