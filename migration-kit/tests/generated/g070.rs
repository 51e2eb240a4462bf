//! In this step:
//!
//! * Drops the table `users`.
//! * Adds `pöst.c c`.
//! * Adds `pöst.it's`.
//! * Drops `pöst.select`.
//! * Drops the enum `größe`.
//! * Drops the index `idx-3-1` of `pöst`.
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
        plan.add(Index::drop().name("idx-3-1").table(PSt::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::CC).double().null()));
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .add_column(ColumnDef::new(PSt::ItS).integer().null().default(7)),
            );
            plan.add(Query::update().table(PSt::Table).value(PSt::CC, Expr::cust("1.5")));
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::CC).double().not_null()),
            );
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Select));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(ColumnDef::new(PSt::CC).double().not_null())
                    .col(ColumnDef::new(PSt::GrE).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(PSt::ItS).integer().null().default(7))
                    .col(ColumnDef::new(PSt::D).string_len(100).null())
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .take(),
            )
            .fill_column(PSt::CC, Expr::cust("1.5"))
            .drop_column(PSt::Select),
        );
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("größe"));
        });
    }

    /// `users` comes back without its rows.
    /// The values of `pöst.c c` are lost.
    /// The values of `pöst.it's` are lost.
    /// `pöst.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("größe").values(["high", "low", "it's"]));
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null())
                .col(ColumnDef::new(Users::K).integer().not_null())
                .col(
                    types::enumeration(plan.backend(), Users::GrE, "größe", ["high", "low", "it's"])
                        .null()
                        .default("high"),
                )
                .col(ColumnDef::new(Users::D).double().not_null())
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.add(
            Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Select).json_binary().null()),
        );
        plan.add(Table::alter().table(PSt::Table).drop_column(PSt::CC));
        plan.add(Table::alter().table(PSt::Table).drop_column(PSt::ItS));
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::D, IndexOrder::Desc)));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
    Select,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
