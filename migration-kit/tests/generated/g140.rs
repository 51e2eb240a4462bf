//! In this step:
//!
//! * Creates the table `pöst`.
//! * Adds `Big Table.c c`.
//! * Creates the index `idx-2-0` on `Big Table` ("c c").
//! * Drops the index `idx-2-2` of `Big Table`.
//! * Creates the enum `c c`.
//! * Creates the enum `select`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["low", "a\\b", "it's"]));
            plan.add(extension::postgres::Type::create().as_enum("select").values(["low", "a\\b", "it's"]));
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(
                    types::enumeration(plan.backend(), PSt::Select, "select", ["low", "a\\b", "it's"]).null(),
                )
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(
                    types::enumeration(plan.backend(), BigTable::CC, "c c", ["low", "a\\b", "it's"])
                        .not_null()
                        .default("low"),
                ),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .col(ColumnDef::new(BigTable::Select).json_binary().null())
                .col(
                    types::enumeration(plan.backend(), BigTable::CC, "c c", ["low", "a\\b", "it's"])
                        .not_null()
                        .default("low"),
                )
                .col(ColumnDef::new(BigTable::GrE).string_len(50).null().default("it's \\ 'x'"))
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                .take(),
        ));
        plan.add(Index::create().name("idx-2-0").table(BigTable::Table).col(BigTable::CC));
    }

    /// The rows of `pöst` are lost.
    /// The values of `Big Table.c c` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::Select).json_binary().null())
                    .col(ColumnDef::new(BigTable::GrE).string_len(50).null().default("it's \\ 'x'"))
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .drop_column(BigTable::CC),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col(BigTable::GrE)
                    .and_where(Expr::cust("\"größe\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
            plan.add(extension::postgres::Type::drop().name("select"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    Id,
    K,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    Select,
}
