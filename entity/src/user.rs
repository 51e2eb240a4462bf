//! `users`: the owners of everything else.

use sea_orm::entity::prelude::*;

/// A person who uses the application.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address the user signs in with.
    #[sea_orm(unique, column_type = "String(StringLen::N(255))")]
    pub email: String,
    /// The name shown to others.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub name: String,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The tokens that speak for this user.
    #[sea_orm(has_many)]
    pub access_tokens: HasMany<super::access_token::Entity>,
    /// The model providers this user has configured.
    #[sea_orm(has_many)]
    pub providers: HasMany<super::provider::Entity>,
    /// The user's chats.
    #[sea_orm(has_many)]
    pub chats: HasMany<super::chat::Entity>,
    /// Every message in the user's chats.
    #[sea_orm(has_many)]
    pub messages: HasMany<super::message::Entity>,
    /// What was answered to requests that may be sent again.
    #[sea_orm(has_many)]
    pub idempotency_keys: HasMany<super::idempotency_key::Entity>,
}

crate::behavior::table_behavior!();
