//! In this step:
//!
//! * Adds `order.d`.
//! * Adds `order.it's`.
//! * Adds the unique constraint of `order` (d).
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
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::ItS).integer().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::ItS, Expr::cust("1")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::ItS).integer().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::CC).json_binary().not_null())
                    .col(ColumnDef::new(Order::ItS).integer().not_null())
                    .col(ColumnDef::new(Order::D).integer().null().unique_key())
                    .take(),
            )
            .fill_column(Order::ItS, Expr::cust("1")),
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("d").table(Order::Table).unique().col(Order::D));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"order_d_key\" UNIQUE (\"d\")");
        });
    }

    /// The values of `order.d` are lost.
    /// The values of `order.it's` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("d").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_d_key\"");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::CC).json_binary().not_null())
                    .take(),
            )
            .drop_column(Order::D)
            .drop_column(Order::ItS),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
