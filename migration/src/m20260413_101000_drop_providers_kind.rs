//! Drops `providers.kind`, which the endpoint tells as well. Rolling it back brings the column
//! back, with its default in every row: the old values are gone.

use sea_orm_migration::prelude::*;

use crate::columns::short_text;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("providers").drop_column("kind").take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kind = short_text("kind").default("openai").take();
        manager.alter_table(Table::alter().table("providers").add_column(kind).take()).await
    }
}
