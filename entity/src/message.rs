//! `messages`: what was said in a chat.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "message_role")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The instructions of the application.
    #[sea_orm(string_value = "system")]
    System,
    /// The person.
    #[sea_orm(string_value = "user")]
    User,
    /// The model.
    #[sea_orm(string_value = "assistant")]
    Assistant,
    /// A tool that the model called.
    #[sea_orm(string_value = "tool")]
    Tool,
}

/// One message of a chat.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner, the same as the chat's.
    #[sea_orm(indexed)]
    pub user_id: Uuid,
    /// The chat the message belongs to.
    #[sea_orm(indexed)]
    pub chat_id: Uuid,
    /// Who speaks.
    pub role: Role,
    /// What is said.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// Whatever the application wants to remember about the message.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
    /// The chat the message belongs to.
    #[sea_orm(belongs_to, from = "chat_id", to = "id", on_delete = "Cascade")]
    pub chat: BelongsTo<super::chat::Entity>,
}

crate::behavior::table_behavior!();
