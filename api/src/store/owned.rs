//! Which tables belong to a user, and by which column.

use entity::{access_token, chat, message, provider, user};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait,
    PrimaryKeyTrait,
};
use uuid::Uuid;

/// A table whose rows belong to a user.
pub trait Owned:
    EntityTrait<
        Model: IntoActiveModel<Self::ActiveModel> + ModelTrait<Entity = Self> + Send + Sync,
        ActiveModel: ActiveModelTrait<Entity = Self> + ActiveModelBehavior + Send,
        PrimaryKey: PrimaryKeyTrait<ValueType = Uuid>,
    >
{
    /// What a client calls one.
    const NAME: &'static str;
    /// The column that identifies a row. Its values are ordered by time.
    const ID: Self::Column;
    /// The column that names the owner.
    const OWNER: Self::Column;
    /// The column that tells when a row was deleted, where that can be taken back.
    const DELETED: Option<Self::Column> = None;

    /// What identifies a row.
    fn id(row: &Self::Model) -> Uuid;
}

macro_rules! owned {
    ($($entity:ident, $name:literal, $owner:ident $(, $deleted:ident)?;)*) => {
        $(impl Owned for $entity::Entity {
            const NAME: &'static str = $name;
            const ID: Self::Column = $entity::Column::Id;
            const OWNER: Self::Column = $entity::Column::$owner;
            $(const DELETED: Option<Self::Column> = Some($entity::Column::$deleted);)?

            fn id(row: &Self::Model) -> Uuid {
                row.id
            }
        })*
    };
}

owned! {
    user, "user", Id;
    access_token, "token", UserId;
    provider, "provider", UserId;
    chat, "chat", UserId, DeletedAt;
    message, "message", UserId;
}
