//! How the schema got to where it is: one module per change, oldest first.
//!
//! A migration never names an entity: entities move on, and a migration has to mean the same for
//! ever.

mod columns;

mod m20260105_090000_create_users;
mod m20260105_090100_create_access_tokens;
mod m20260105_090200_create_providers;
mod m20260105_090300_create_chats;
mod m20260105_090400_create_messages;
mod m20260202_100000_add_is_active_to_providers;
mod m20260209_083000_widen_providers_endpoint;
mod m20260216_140000_index_chats_by_user_and_age;
mod m20260216_140100_drop_index_of_chats_user_id;
mod m20260302_111500_rename_access_tokens_name_to_label;
mod m20260316_160000_add_name_to_users;
mod m20260316_160100_fill_users_name;
mod m20260316_160200_require_users_name;
mod m20260401_090000_add_pending_to_chat_status;
mod m20260413_101000_drop_providers_kind;
mod m20260504_123000_add_deleted_at_to_chats;
mod m20261122_230451_create_idempotency_keys;
mod m20261122_235007_order_chats_by_id;
mod m20261129_160000_create_master_keys;

use sea_orm_migration::prelude::*;

/// The history of this workspace's schema.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260105_090000_create_users::Migration),
            Box::new(m20260105_090100_create_access_tokens::Migration),
            Box::new(m20260105_090200_create_providers::Migration),
            Box::new(m20260105_090300_create_chats::Migration),
            Box::new(m20260105_090400_create_messages::Migration),
            Box::new(m20260202_100000_add_is_active_to_providers::Migration),
            Box::new(m20260209_083000_widen_providers_endpoint::Migration),
            Box::new(m20260216_140000_index_chats_by_user_and_age::Migration),
            Box::new(m20260216_140100_drop_index_of_chats_user_id::Migration),
            Box::new(m20260302_111500_rename_access_tokens_name_to_label::Migration),
            Box::new(m20260316_160000_add_name_to_users::Migration),
            Box::new(m20260316_160100_fill_users_name::Migration),
            Box::new(m20260316_160200_require_users_name::Migration),
            Box::new(m20260401_090000_add_pending_to_chat_status::Migration),
            Box::new(m20260413_101000_drop_providers_kind::Migration),
            Box::new(m20260504_123000_add_deleted_at_to_chats::Migration),
            migration_kit::migration::planned(m20261122_230451_create_idempotency_keys::Migration),
            migration_kit::migration::planned(m20261122_235007_order_chats_by_id::Migration),
            migration_kit::migration::planned(m20261129_160000_create_master_keys::Migration),
        ]
    }
}
