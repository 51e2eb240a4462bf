//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `users`.
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
                .col(types::text(plan.backend(), Order::Select).not_null())
                .col(types::text(plan.backend(), Order::ItS).null()),
        );
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `order` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::A).string_len(100).null())
                .col(ColumnDef::new(Users::ItS).boolean().not_null().default(true))
                .col(ColumnDef::new(Users::Parent2).uuid().null()),
        );
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
