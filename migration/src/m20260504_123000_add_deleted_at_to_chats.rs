//! Adds `chats.deleted_at`: a chat is deleted softly, and can be restored. Rolling it back restores
//! every deleted chat.

use migration_kit::types;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deleted_at =
            types::timestamp(manager.get_database_backend(), "deleted_at").null().take();
        manager.alter_table(Table::alter().table("chats").add_column(deleted_at).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("chats").drop_column("deleted_at").take()).await
    }
}
