//! Creates `chats` and the enum of their status. A chat outlives its provider.

use migration_kit::types;
use sea_orm_migration::prelude::extension::postgres::Type;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{id, index, owner, references, short_text, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATUS: [&str; 2] = ["active", "inactive"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend == DbBackend::Postgres {
            manager
                .create_type(Type::create().as_enum("chat_status").values(STATUS).to_owned())
                .await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("chats")
                    .col(id())
                    .col(user_id())
                    .col(ColumnDef::new("provider_id").uuid().null())
                    .col(short_text("title"))
                    .col(
                        types::enumeration(backend, "status", "chat_status", STATUS)
                            .not_null()
                            .default("active"),
                    )
                    .col(ColumnDef::new("metadata").json_binary().null())
                    .col(timestamp_now(backend, "created_at"))
                    .col(timestamp_now(backend, "updated_at"))
                    .foreign_key(&mut owner("chats"))
                    .foreign_key(&mut references(
                        "chats",
                        "provider_id",
                        "providers",
                        ForeignKeyAction::SetNull,
                    ))
                    .take(),
            )
            .await?;
        manager.create_index(index("chats", "user_id")).await?;
        manager.create_index(index("chats", "provider_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("chats").take()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.drop_type(Type::drop().name("chat_status").to_owned()).await?;
        }
        Ok(())
    }
}
