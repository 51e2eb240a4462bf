//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `pöst`.
//! * Creates the enum `c c`.
//! * Creates the enum `it's`.
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
            plan.add(
                extension::postgres::Type::create().as_enum("c c").values(["low", "it's", "a\\b", "high"]),
            );
            plan.add(
                extension::postgres::Type::create().as_enum("it's").values(["low", "it's", "a\\b", "high"]),
            );
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(ColumnDef::new(Order::CC).string_len(100).null())
                .col(ColumnDef::new(Order::D).boolean().not_null())
                .primary_key(Index::create().col(Order::K).col(Order::Id)),
        );
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::Select).uuid().null().unique_key())
                .col(
                    types::enumeration(plan.backend(), PSt::CC, "c c", ["low", "it's", "a\\b", "high"])
                        .not_null(),
                )
                .col(ColumnDef::new(PSt::GrE).decimal_len(10, 2).not_null())
                .col(
                    types::enumeration(plan.backend(), PSt::ItS, "it's", ["low", "it's", "a\\b", "high"])
                        .null()
                        .default("low"),
                ),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-2")
                    .table(Order::Table)
                    .col(Order::D)
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}
