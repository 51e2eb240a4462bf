//! Creates `messages` and the enum of who speaks.

use migration_kit::types;
use sea_orm_migration::prelude::extension::postgres::Type;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{id, index, owner, references, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

const ROLE: [&str; 4] = ["system", "user", "assistant", "tool"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend == DbBackend::Postgres {
            manager
                .create_type(Type::create().as_enum("message_role").values(ROLE).to_owned())
                .await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("messages")
                    .col(id())
                    .col(user_id())
                    .col(ColumnDef::new("chat_id").uuid().not_null())
                    .col(types::enumeration(backend, "role", "message_role", ROLE).not_null())
                    .col(types::text(backend, "content").not_null())
                    .col(ColumnDef::new("metadata").json_binary().null())
                    .col(timestamp_now(backend, "created_at"))
                    .col(timestamp_now(backend, "updated_at"))
                    .foreign_key(&mut owner("messages"))
                    .foreign_key(&mut references(
                        "messages",
                        "chat_id",
                        "chats",
                        ForeignKeyAction::Cascade,
                    ))
                    .take(),
            )
            .await?;
        manager.create_index(index("messages", "user_id")).await?;
        manager.create_index(index("messages", "chat_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("messages").take()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.drop_type(Type::drop().name("message_role").to_owned()).await?;
        }
        Ok(())
    }
}
