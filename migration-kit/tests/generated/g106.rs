//! Adds `order.it's`.
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
            Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::ItS).string_len(50).null()),
        );
    }

    /// The values of `order.it's` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "it's")]
    ItS,
}
