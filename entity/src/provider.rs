//! `providers`: the model providers that a user has configured.

use sea_orm::entity::prelude::*;

/// A model provider with its endpoint and its encrypted key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "providers")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    #[sea_orm(unique_key = "user_id_name")]
    pub user_id: Uuid,
    /// The provider's name, unique for its owner.
    #[sea_orm(unique_key = "user_id_name", column_type = "String(StringLen::N(255))")]
    pub name: String,
    /// Where the provider's API is reached.
    #[sea_orm(column_type = "String(StringLen::N(2048))")]
    pub endpoint: String,
    /// The provider's key, encrypted by the application.
    #[sea_orm(column_type = "Text")]
    pub api_key_encrypted: String,
    /// Whether chats may use the provider.
    #[sea_orm(default_value = true)]
    pub is_active: bool,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
    /// The chats that use this provider.
    #[sea_orm(has_many)]
    pub chats: HasMany<super::chat::Entity>,
}

crate::behavior::table_behavior!();
