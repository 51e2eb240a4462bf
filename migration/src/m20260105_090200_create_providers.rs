//! Creates `providers`: the model providers that a user has configured, each name once for each
//! user.

use migration_kit::types;
use sea_orm_migration::prelude::*;

use crate::columns::{id, owner, short_text, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager
            .create_table(
                Table::create()
                    .table("providers")
                    .col(id())
                    .col(user_id())
                    .col(short_text("name"))
                    .col(short_text("kind").default("openai"))
                    .col(short_text("endpoint"))
                    .col(types::text(backend, "api_key_encrypted").not_null())
                    .col(timestamp_now(backend, "created_at"))
                    .col(timestamp_now(backend, "updated_at"))
                    .foreign_key(&mut owner("providers"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("idx-providers-user_id_name")
                    .table("providers")
                    .col("user_id")
                    .col("name")
                    .unique()
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("providers").take()).await
    }
}
