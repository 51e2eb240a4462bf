//! What the schema should be: one dense SeaORM entity per table, with its relations and its enums.
//!
//! Every table has `id`, `created_at` and `updated_at`; every table with user data has a `user_id`
//! that references [`user`] and is deleted with it. What the types mean on each backend is written
//! down in `migration_kit::types`, which the migrations of the history use too.

pub mod access_token;
pub mod chat;
pub mod idempotency_key;
pub mod master_key;
pub mod message;
pub mod provider;
pub mod user;

mod behavior;

/// The entities, for `use entity::prelude::*`.
pub mod prelude {
    pub use crate::access_token::Entity as AccessToken;
    pub use crate::chat::Entity as Chat;
    pub use crate::idempotency_key::Entity as IdempotencyKey;
    pub use crate::master_key::Entity as MasterKey;
    pub use crate::message::Entity as Message;
    pub use crate::provider::Entity as Provider;
    pub use crate::user::Entity as User;
}
