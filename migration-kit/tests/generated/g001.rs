//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `users`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key()),
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::D).decimal_len(10, 2).null()),
        );
    }

    /// The rows of `order` are lost.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
}
