//! Orders the chats of a user by id, which is their age too: the index `idx-chats-user_id-id` of
//! `chats` takes the place of `idx-chats-user_id-created_at`.
//!
//! The new one is there before the old one goes: readers always have one, and so has MySQL's
//! foreign key to the owner.

use migration_kit::migration::{Plan, Planned};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Planned for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.create_index_online(
            Index::create()
                .name("idx-chats-user_id-id")
                .table(Chats::Table)
                .col(Chats::UserId)
                .col((Chats::Id, IndexOrder::Desc)),
        );
        // migration-kit: allow(drop-index) the one above takes its place
        plan.drop_index_online(Chats::Table, "idx-chats-user_id-created_at");
    }

    fn down(&self, plan: &mut Plan) {
        plan.create_index_online(
            Index::create()
                .name("idx-chats-user_id-created_at")
                .table(Chats::Table)
                .col(Chats::UserId)
                .col((Chats::CreatedAt, IndexOrder::Desc)),
        );
        plan.drop_index_online(Chats::Table, "idx-chats-user_id-id");
    }
}

#[derive(DeriveIden)]
enum Chats {
    Table,
    UserId,
    Id,
    CreatedAt,
}
