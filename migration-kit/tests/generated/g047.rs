//! Adds `order.d`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::ops::RebuildTable;
use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::D).integer().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::D, Expr::cust("1")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::D).integer().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::A).string_len(100).null())
                    .col(ColumnDef::new(Order::GrE).string_len(100).not_null())
                    .col(ColumnDef::new(Order::D).integer().not_null())
                    .take(),
            )
            .fill_column(Order::D, Expr::cust("1")),
        );
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
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
}
