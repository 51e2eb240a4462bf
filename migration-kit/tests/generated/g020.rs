//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
//! * Creates the enum `c c`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b", "high"]));
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), BigTable::CC, "c c", ["a\\b", "high"])
                            .null()
                            .default(Expr::cust("E'a\\\\b'")),
                    )
                    .col(ColumnDef::new(BigTable::GrE).decimal_len(10, 2).null())
                    .col(ColumnDef::new(BigTable::ItS).boolean().null().default(true)),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), BigTable::CC, "c c", ["a\\b", "high"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(BigTable::GrE).decimal_len(10, 2).null())
                    .col(ColumnDef::new(BigTable::ItS).boolean().null().default(true)),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), Order::GrE).null().unique_key())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create().from(Order::Table, Order::Parent0).to(Order::Table, Order::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), Order::GrE).null().unique_key())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-order-parent_0")
                            .from(Order::Table, Order::Parent0)
                            .to(Order::Table, Order::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .unique()
                    .col((BigTable::GrE, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE UNIQUE INDEX `idx-2-2` ON `Big Table` (`\"größe\"` DESC)");
        });
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Order::Table));
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
