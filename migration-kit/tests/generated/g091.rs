//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `pöst`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(types::timestamp(plan.backend(), Order::A).null().unique_key())
                .col(ColumnDef::new(Order::ItS).json_binary().not_null()),
        );
        plan.add(
            Table::create().table(PSt::Table).col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key()),
        );
    }

    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
}
