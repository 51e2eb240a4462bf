//! Creates `users`, the owners of everything else.

use sea_orm_migration::prelude::*;

use crate::columns::{id, short_text, timestamp_now};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(id())
                    .col(short_text("email").unique_key())
                    .col(timestamp_now(backend, "created_at"))
                    .col(timestamp_now(backend, "updated_at"))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("users").take()).await
    }
}
