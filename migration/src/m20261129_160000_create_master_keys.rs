//! Creates the table `master_keys`.

use migration_kit::migration::{Plan, Planned};
use migration_kit::types;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Planned for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(MasterKeys::Table)
                .col(ColumnDef::new(MasterKeys::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(MasterKeys::KeyId).string_len(32).not_null().unique_key())
                .col(types::text(plan.backend(), MasterKeys::CheckValue).not_null())
                .col(
                    types::timestamp(plan.backend(), MasterKeys::CreatedAt)
                        .not_null()
                        .default(types::now(plan.backend())),
                )
                .col(
                    types::timestamp(plan.backend(), MasterKeys::UpdatedAt)
                        .not_null()
                        .default(types::now(plan.backend())),
                ),
        );
    }

    /// The rows of `master_keys` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(MasterKeys::Table));
    }
}

#[derive(DeriveIden)]
enum MasterKeys {
    Table,
    Id,
    KeyId,
    CheckValue,
    CreatedAt,
    UpdatedAt,
}
