//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Adds `order.select`.
//! * Creates the index `idx-1-2` on `order` ("c c").
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::ops::RebuildTable;
use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(types::text(plan.backend(), Order::Select).null()),
            );
            plan.add(
                Query::update().table(Order::Table).value(Order::Select, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::Select).not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), Order::Select).not_null())
                    .col(ColumnDef::new(Order::CC).integer().null().unique_key())
                    .take(),
            )
            .fill_column(Order::Select, Expr::cust("'it''s 1 \\ \"ü\"'")),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-2")
                    .table(Order::Table)
                    .col(Order::CC)
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// The values of `order.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-1-2").table(Order::Table));
        });
        plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
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
    Select,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
