//! Creates `access_tokens`: bearer tokens, stored as hashes only.

use migration_kit::types;
use sea_orm_migration::prelude::*;

use crate::columns::{id, index, owner, short_text, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager
            .create_table(
                Table::create()
                    .table("access_tokens")
                    .col(id())
                    .col(user_id())
                    .col(short_text("name"))
                    .col(ColumnDef::new("token_hash").var_binary(32).not_null().unique_key())
                    .col(types::timestamp(backend, "expires_at").null())
                    .col(types::timestamp(backend, "last_used_at").null())
                    .col(timestamp_now(backend, "created_at"))
                    .col(timestamp_now(backend, "updated_at"))
                    .foreign_key(&mut owner("access_tokens"))
                    .take(),
            )
            .await?;
        manager.create_index(index("access_tokens", "user_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("access_tokens").take()).await
    }
}
