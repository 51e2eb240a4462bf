//! Adds `order.d`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::D).uuid().null()));
    }

    /// The values of `order.d` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    D,
}
