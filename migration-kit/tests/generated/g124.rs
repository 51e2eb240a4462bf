//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Adds `order.größe`.
//! * Adds `order.parent_2`.
//! * Adds `order.parent_3`.
//! * Adds the foreign key of `order` (parent_2) to `Big Table`.
//! * Adds the foreign key of `order` (parent_3) to `Big Table`.
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
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::GrE).small_integer().not_null().default(7)),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent2).uuid().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent3).uuid().null()),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_2")
                    .from(Order::Table, Order::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::A).integer().null().unique_key())
                .col(ColumnDef::new(Order::Select).small_integer().null().default(7))
                .col(ColumnDef::new(Order::GrE).small_integer().not_null().default(7))
                .col(ColumnDef::new(Order::Parent2).uuid().null())
                .col(ColumnDef::new(Order::Parent3).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(Order::Table, Order::Parent3)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from(Order::Table, Order::Parent2)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .check(("positive 1 1", Expr::cust("\"select\" > 0")))
                .take(),
        ));
    }

    /// The rows of `Big Table` are lost.
    /// The values of `order.größe` are lost.
    /// The values of `order.parent_2` are lost.
    /// The values of `order.parent_3` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_2").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent2));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::A).integer().null().unique_key())
                    .col(ColumnDef::new(Order::Select).small_integer().null().default(7))
                    .check(("positive 1 1", Expr::cust("\"select\" > 0")))
                    .take(),
            )
            .drop_column(Order::GrE)
            .drop_column(Order::Parent2)
            .drop_column(Order::Parent3),
        );
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Id,
    A,
    Select,
}
