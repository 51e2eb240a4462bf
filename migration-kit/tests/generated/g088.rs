//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `pöst`.
//! * Creates the enum `d`.
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
                extension::postgres::Type::create().as_enum("d").values(["a\\b", "high", "low", "it's"]),
            );
            plan.add(
                extension::postgres::Type::create().as_enum("it's").values(["a\\b", "high", "low", "it's"]),
            );
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), BigTable::CC).not_null())
                    .col(
                        types::enumeration(
                            plan.backend(),
                            BigTable::ItS,
                            "it's",
                            ["a\\b", "high", "low", "it's"],
                        )
                        .not_null()
                        .default(Expr::cust("E'a\\\\b'")),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), BigTable::CC).not_null())
                    .col(
                        types::enumeration(
                            plan.backend(),
                            BigTable::ItS,
                            "it's",
                            ["a\\b", "high", "low", "it's"],
                        )
                        .not_null()
                        .default("a\\b"),
                    ),
            );
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(ColumnDef::new(PSt::Select).small_integer().null().unique_key())
                .col(types::text(plan.backend(), PSt::ItS).null())
                .col(types::enumeration(plan.backend(), PSt::D, "d", ["a\\b", "high", "low", "it's"]).null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
            plan.add(extension::postgres::Type::drop().name("it's"));
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
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
