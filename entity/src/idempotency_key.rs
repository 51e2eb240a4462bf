//! `idempotency_keys`: what was answered to a request that a client may send again.

use sea_orm::entity::prelude::*;

/// The answer to a request with an `Idempotency-Key`, kept for a day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    #[sea_orm(unique_key = "user_id_key_hash")]
    pub user_id: Uuid,
    /// The SHA-256 hash of the key that the client chose.
    #[sea_orm(unique_key = "user_id_key_hash", column_type = "VarBinary(StringLen::N(32))")]
    pub key_hash: Vec<u8>,
    /// The SHA-256 hash of the request, which has to be the same the second time.
    #[sea_orm(column_type = "VarBinary(StringLen::N(32))")]
    pub request_hash: Vec<u8>,
    /// The row that the request made.
    pub resource_id: Uuid,
    /// The token that the request made, if one, encrypted by the application: it is shown once,
    /// also when the first answer was lost.
    #[sea_orm(column_type = "Text", nullable)]
    pub token_encrypted: Option<String>,
    /// When the row was inserted.
    #[sea_orm(indexed, default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// The owner.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: BelongsTo<super::user::Entity>,
}

crate::behavior::table_behavior!();
