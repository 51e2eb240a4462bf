//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
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
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(types::text(plan.backend(), BigTable::CC).null())
                .col(ColumnDef::new(BigTable::ItS).date().null())
                .col(ColumnDef::new(BigTable::D).string_len(50).null().unique_key()),
        );
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment()),
        );
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Order::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}
