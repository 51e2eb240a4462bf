//! In this step:
//!
//! * Creates the table `order`.
//! * Adds `pöst.a`.
//! * Creates the index `idx-3-1` on `pöst` (a desc).
//! * Adds the unique constraint of `pöst` (a).
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
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(types::timestamp(plan.backend(), Order::CC).null().default(types::now(plan.backend())))
                .col(ColumnDef::new(Order::ItS).integer().null().default(7)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::A).uuid().null()));
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::A).uuid().null().unique_key())
                .col(types::text(plan.backend(), PSt::GrE).null())
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("a").table(PSt::Table).unique().col(PSt::A));
            plan.add_sql("CREATE INDEX `idx-1-2` ON `order` (`\"c c\"` DESC)");
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ADD CONSTRAINT \"pöst_a_key\" UNIQUE (\"a\")");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-1-2").table(Order::Table).col((Order::CC, IndexOrder::Desc)));
        });
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::A, IndexOrder::Desc)));
    }

    /// The rows of `order` are lost.
    /// The values of `pöst.a` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-3-1").table(PSt::Table));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("a").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" DROP CONSTRAINT \"pöst_a_key\"");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), PSt::GrE).null())
                    .take(),
            )
            .drop_column(PSt::A),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::A));
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
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
    A,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
}
