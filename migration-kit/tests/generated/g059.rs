//! Creates the table `order`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::Select).double().null())
                .col(ColumnDef::new(Order::GrE).string_len(50).null())
                .col(ColumnDef::new(Order::D).double().not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create().name("idx-1-0").table(Order::Table).col((Order::Select, IndexOrder::Desc)),
            );
            plan.add(
                Index::create()
                    .name("idx-1-1")
                    .table(Order::Table)
                    .col(Order::GrE)
                    .col(Order::D)
                    .and_where(Expr::cust("\"größe\" IS NOT NULL")),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-1-0` ON `order` (`\"select\"` DESC)");
        });
    }

    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
