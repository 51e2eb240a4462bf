//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Adds `pöst.a`.
//! * Adds `pöst.c c`.
//! * Adds `pöst.größe`.
//! * Creates the enum `größe`.
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
                extension::postgres::Type::create().as_enum("größe").values(["low", "a\\b", "high", "it's"]),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::A).json_binary().null()),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(
                types::timestamp(plan.backend(), PSt::CC).null().default(types::now(plan.backend())),
            ));
            plan.add(Table::alter().table(PSt::Table).add_column(
                types::enumeration(plan.backend(), PSt::GrE, "größe", ["low", "a\\b", "high", "it's"]).null(),
            ));
            plan.add(Query::update().table(PSt::Table).value(PSt::GrE, Expr::cust("'low'")));
            plan.add(
                Table::alter().table(PSt::Table).modify_column(
                    types::enumeration(plan.backend(), PSt::GrE, "größe", ["low", "a\\b", "high", "it's"])
                        .not_null(),
                ),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).json_binary().null())
                    .col(types::timestamp(plan.backend(), PSt::CC).null().default(types::now(plan.backend())))
                    .col(
                        types::enumeration(
                            plan.backend(),
                            PSt::GrE,
                            "größe",
                            ["low", "a\\b", "high", "it's"],
                        )
                        .not_null(),
                    )
                    .take(),
            )
            .fill_column(PSt::GrE, Expr::cust("'low'")),
        );
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The values of `pöst.a` are lost.
    /// The values of `pöst.c c` are lost.
    /// The values of `pöst.größe` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .col(ColumnDef::new(BigTable::GrE).json_binary().null())
                .col(ColumnDef::new(BigTable::D).uuid().not_null())
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id)),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .take(),
            )
            .drop_column(PSt::A)
            .drop_column(PSt::CC)
            .drop_column(PSt::GrE),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::A));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::CC));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("größe"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
}
