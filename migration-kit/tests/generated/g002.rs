//! In this step:
//!
//! * Drops the table `order`.
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
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::A).boolean().not_null().default(true))
                .col(ColumnDef::new(PSt::Select).double().null()),
        );
        plan.add(Table::drop().table(Order::Table));
    }

    /// `order` comes back without its rows.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(types::text(plan.backend(), Order::GrE).null())
                .primary_key(Index::create().col(Order::K).col(Order::Id)),
        );
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
}
