//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `pöst`.
//! * Drops the enum `d`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::Select).small_integer().null().unique_key())
                    .col(ColumnDef::new(Order::CC).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Order::D).uuid().null().unique_key())
                    .check(("positive 1 1", Expr::cust("\"select\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::Select).small_integer().null().unique_key())
                    .col(ColumnDef::new(Order::CC).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Order::D).uuid().null().unique_key())
                    .check(("positive 1 1", Expr::cust("`select` > 0"))),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }

    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("d").values(["a\\b", "low"]));
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::A).small_integer().not_null().default(7))
                .col(ColumnDef::new(PSt::ItS).integer().null().default(7))
                .col(types::enumeration(plan.backend(), PSt::D, "d", ["a\\b", "low"]).null()),
        );
        plan.add(Index::create().name("idx-3-0").table(PSt::Table).col(PSt::D));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
