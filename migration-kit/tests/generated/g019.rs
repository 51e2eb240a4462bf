//! In this step:
//!
//! * Creates the table `pöst`.
//! * Adds `order.parent_2`.
//! * Creates the enum `select`.
//! * Adds the foreign key of `order` (parent_2) to `order`.
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
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("select").values(["high", "a\\b", "it's", "low"]),
            );
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(
                    types::enumeration(
                        plan.backend(),
                        PSt::Select,
                        "select",
                        ["high", "a\\b", "it's", "low"],
                    )
                    .null(),
                )
                .col(ColumnDef::new(PSt::GrE).uuid().null().unique_key()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent2).uuid().null()),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_2")
                    .from(Order::Table, Order::Parent2)
                    .to(Order::Table, Order::Id),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::Parent2).uuid().null())
                .foreign_key(
                    ForeignKey::create().from(Order::Table, Order::Parent2).to(Order::Table, Order::Id),
                )
                .take(),
        ));
    }

    /// The rows of `pöst` are lost.
    /// The values of `order.parent_2` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_2").table(Order::Table));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent2));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(Order::Parent2),
        );
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("select"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Id,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
}
