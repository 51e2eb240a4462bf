//! Creates the table `idempotency_keys`.

use migration_kit::migration::{Plan, Planned};
use migration_kit::types;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Planned for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(IdempotencyKeys::Table)
                .col(ColumnDef::new(IdempotencyKeys::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(IdempotencyKeys::UserId).uuid().not_null())
                .col(ColumnDef::new(IdempotencyKeys::KeyHash).var_binary(32).not_null())
                .col(ColumnDef::new(IdempotencyKeys::RequestHash).var_binary(32).not_null())
                .col(ColumnDef::new(IdempotencyKeys::ResourceId).uuid().not_null())
                .col(types::text(plan.backend(), IdempotencyKeys::TokenEncrypted).null())
                .col(
                    types::timestamp(plan.backend(), IdempotencyKeys::CreatedAt)
                        .not_null()
                        .default(types::now(plan.backend())),
                )
                .col(
                    types::timestamp(plan.backend(), IdempotencyKeys::UpdatedAt)
                        .not_null()
                        .default(types::now(plan.backend())),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-idempotency_keys-user_id")
                        .from(IdempotencyKeys::Table, IdempotencyKeys::UserId)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                ),
        );
        plan.add(
            Index::create()
                .name("idx-idempotency_keys-created_at")
                .table(IdempotencyKeys::Table)
                .col(IdempotencyKeys::CreatedAt),
        );
        plan.add(
            Index::create()
                .name("idx-idempotency_keys-user_id_key_hash")
                .table(IdempotencyKeys::Table)
                .unique()
                .col(IdempotencyKeys::UserId)
                .col(IdempotencyKeys::KeyHash),
        );
    }

    /// The rows of `idempotency_keys` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(IdempotencyKeys::Table));
    }
}

#[derive(DeriveIden)]
enum IdempotencyKeys {
    Table,
    Id,
    UserId,
    KeyHash,
    RequestHash,
    ResourceId,
    TokenEncrypted,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
