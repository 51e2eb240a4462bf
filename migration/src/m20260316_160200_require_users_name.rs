//! Makes `users.name` required. On SQLite this rebuilds the table that every other one references,
//! and their rows stay.

use migration_kit::ops::{RebuildTable, rebuild_table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{id, short_text, timestamp_now};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        modify(manager, ColumnDef::new("name").string_len(255).not_null().take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        modify(manager, ColumnDef::new("name").string_len(255).null().take()).await
    }
}

async fn modify(manager: &SchemaManager<'_>, name: ColumnDef) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    if backend != DbBackend::Sqlite {
        return manager.alter_table(Table::alter().table("users").modify_column(name).take()).await;
    }
    let table = Table::create()
        .table("users")
        .col(id())
        .col(short_text("email").unique_key())
        .col(timestamp_now(backend, "created_at"))
        .col(timestamp_now(backend, "updated_at"))
        .col(name)
        .take();
    rebuild_table(manager, RebuildTable::to(table)).await
}
