//! Adds `pending` to the status of a chat. Rolling it back makes pending chats active, because no
//! chat can keep a status that does not exist.

use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::types;
use sea_orm_migration::prelude::extension::postgres::Type;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{id, owner, references, short_text, timestamp_now, user_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

const OLD: &[&str] = &["active", "inactive"];
const NEW: &[&str] = &["active", "inactive", "pending"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            return manager
                .alter_type(Type::alter().name("chat_status").add_value("pending"))
                .await;
        }
        redefine(manager, NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let status = |value: &'static str| match backend {
            DbBackend::Postgres => Expr::val(value).cast_as("chat_status"),
            _ => Expr::val(value),
        };
        let activate = Query::update()
            .table("chats")
            .value("status", status("active"))
            .and_where(Expr::col("status").eq(status("pending")))
            .take();
        manager.execute(activate).await?;
        match backend {
            DbBackend::Postgres => switch_type(manager).await,
            _ => redefine(manager, OLD).await,
        }
    }
}

/// MySQL and SQLite: the values are part of the column.
async fn redefine(manager: &SchemaManager<'_>, values: &[&'static str]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let status = types::enumeration(backend, "status", "chat_status", values.iter().copied())
        .not_null()
        .default("active")
        .take();
    if backend != DbBackend::Sqlite {
        return manager
            .alter_table(Table::alter().table("chats").modify_column(status).take())
            .await;
    }
    let table = Table::create()
        .table("chats")
        .col(id())
        .col(user_id())
        .col(ColumnDef::new("provider_id").uuid().null())
        .col(short_text("title"))
        .col(status)
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
        .take();
    rebuild_table(manager, RebuildTable::to(table)).await
}

/// PostgreSQL cannot take a value out of a type, so the column gets another type of the same name.
/// sea-query has no words for dropping a default or for casting to a type while altering, hence the
/// SQL.
async fn switch_type(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.alter_type(Type::alter().name("chat_status").rename_to("chat_status_old")).await?;
    manager
        .create_type(Type::create().as_enum("chat_status").values(OLD.iter().copied()).to_owned())
        .await?;
    manager
        .get_connection()
        .execute_unprepared(
            "ALTER TABLE chats \
             ALTER COLUMN status DROP DEFAULT, \
             ALTER COLUMN status TYPE chat_status USING status::text::chat_status, \
             ALTER COLUMN status SET DEFAULT 'active'",
        )
        .await?;
    manager.drop_type(Type::drop().name("chat_status_old").to_owned()).await
}
