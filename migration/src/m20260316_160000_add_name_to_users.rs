//! Adds `users.name`, empty for now: the next migration fills it, and the one after that requires
//! it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = ColumnDef::new("name").string_len(255).null().take();
        manager.alter_table(Table::alter().table("users").add_column(name).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("users").drop_column("name").take()).await
    }
}
