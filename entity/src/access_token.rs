//! `access_tokens`: bearer tokens, stored as hashes only.

use sea_orm::entity::prelude::*;

/// A token that speaks for its user. The token itself is never stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_tokens")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    #[sea_orm(indexed)]
    pub user_id: Uuid,
    /// What the user calls the token.
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub label: String,
    /// The SHA-256 hash of the token.
    #[sea_orm(unique, column_type = "VarBinary(StringLen::N(32))")]
    pub token_hash: Vec<u8>,
    /// From when on the token is refused; never, when empty.
    pub expires_at: Option<DateTimeUtc>,
    /// When the token was last accepted.
    pub last_used_at: Option<DateTimeUtc>,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
}

crate::behavior::table_behavior!();
