//! `master_keys`: which keys the stored secrets were encrypted with.

use sea_orm::entity::prelude::*;

/// A key by its id. The key itself is never stored: what is stored can be read with it alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "master_keys")]
pub struct Model {
    /// The row's identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The id of the key, as in API_MASTER_KEY.
    #[sea_orm(unique, column_type = "String(StringLen::N(32))")]
    pub key_id: String,
    /// A known text, encrypted with the key by the application: another key of the same id cannot
    /// read it.
    #[sea_orm(column_type = "Text")]
    pub check_value: String,
    /// When the row was inserted.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When the row was last changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
}

crate::behavior::table_behavior!();
