//! `chats`: conversations, deleted softly.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Index, IndexCreateStatement, IndexOrder};
use serde::{Deserialize, Serialize};

/// Where a chat is in its life.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "chat_status")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    #[default]
    #[sea_orm(string_value = "active")]
    Active,
    /// Put aside by its user.
    #[sea_orm(string_value = "inactive")]
    Inactive,
    /// Waiting for its provider.
    #[sea_orm(string_value = "pending")]
    Pending,
}

/// A conversation of a user with a provider's model.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chats")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// The provider that answers; none after it was deleted.
    #[sea_orm(indexed)]
    pub provider_id: Option<Uuid>,
    /// What the user calls the chat.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub title: String,
    /// Where the chat is in its life.
    #[sea_orm(default_value = "active")]
    pub status: Status,
    /// Whatever the application wants to remember about the chat.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// When the user deleted the chat; it can be restored until it is purged.
    pub deleted_at: Option<DateTimeUtc>,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
    /// The provider that answers.
    #[sea_orm(belongs_to, from = "provider_id", to = "id", on_delete = "SetNull")]
    pub provider: BelongsTo<Option<super::provider::Entity>>,
    /// What was said.
    #[sea_orm(has_many)]
    pub messages: HasMany<super::message::Entity>,
}

crate::behavior::table_behavior!();

/// The index that serves "my latest chats" page after page, and the foreign key to the owner: ids
/// are ordered by time. SeaORM's attributes cannot say a composite or a descending index, so the
/// list of entities takes it from here.
pub fn by_user_and_age() -> IndexCreateStatement {
    Index::create()
        .name("idx-chats-user_id-id")
        .table(Entity)
        .col(Column::UserId)
        .col((Column::Id, IndexOrder::Desc))
        .take()
}
