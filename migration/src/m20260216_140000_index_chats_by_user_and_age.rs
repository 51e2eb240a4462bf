//! Indexes a user's chats by age, newest first.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name("idx-chats-user_id-created_at")
                    .table("chats")
                    .col("user_id")
                    .col(("created_at", IndexOrder::Desc))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop().name("idx-chats-user_id-created_at").table("chats").to_owned(),
            )
            .await
    }
}
