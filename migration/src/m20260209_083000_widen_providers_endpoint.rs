//! Widens `providers.endpoint` from 255 to 2048 characters. Rolling it back fails where a longer
//! value is stored, on a backend that enforces lengths.

use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{id, owner, short_text, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set_length(manager, 2048).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set_length(manager, 255).await
    }
}

async fn set_length(manager: &SchemaManager<'_>, length: u32) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let endpoint = ColumnDef::new("endpoint").string_len(length).not_null().take();
    if backend != DbBackend::Sqlite {
        return manager
            .alter_table(Table::alter().table("providers").modify_column(endpoint).take())
            .await;
    }
    let table = Table::create()
        .table("providers")
        .col(id())
        .col(user_id())
        .col(short_text("name"))
        .col(short_text("kind").default("openai"))
        .col(endpoint)
        .col(types::text(backend, "api_key_encrypted").not_null())
        .col(timestamp_now(backend, "created_at"))
        .col(timestamp_now(backend, "updated_at"))
        .col(ColumnDef::new("is_active").boolean().not_null().default(true))
        .foreign_key(&mut owner("providers"))
        .take();
    rebuild_table(manager, RebuildTable::to(table)).await
}
