//! In this step:
//!
//! * Creates the table `users`.
//! * Adds `order.c c`.
//! * Adds `order.select`.
//! * Adds the unique constraint of `order` (c c).
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
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null())
                .col(ColumnDef::new(Users::K).integer().not_null())
                .col(ColumnDef::new(Users::Parent2).uuid().null())
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::CC).date().null()));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Select).boolean().null().default(true)),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::Select).boolean().null().default(true))
                .col(ColumnDef::new(Order::CC).date().null().unique_key())
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("c c").table(Order::Table).unique().col(Order::CC));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"order_c c_key\" UNIQUE (\"c c\")");
        });
    }

    /// The rows of `users` are lost.
    /// The values of `order.c c` are lost.
    /// The values of `order.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("c c").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_c c_key\"");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(Order::CC)
            .drop_column(Order::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
        });
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    Select,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
