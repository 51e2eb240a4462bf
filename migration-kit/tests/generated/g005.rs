//! In this step:
//!
//! * Creates the table `order`.
//! * Changes `pöst.c c` from smallint not null default 7 to uuid not null.
//! * Adds `pöst.d`.
//! * Drops the check positive 3 2 of `pöst`.
//! * Drops the index `idx-3-2` of `pöst`.
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
            plan.add(Index::drop().name("idx-3-2").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" DROP CONSTRAINT \"positive 3 2\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `pöst` DROP CONSTRAINT `positive 3 2`");
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(ColumnDef::new(Order::GrE).date().null())
                    .col(ColumnDef::new(Order::ItS).integer().null().default(7))
                    .col(ColumnDef::new(Order::D).integer().null())
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .check(("positive 1 4", Expr::cust("`it's\" > 0")))
                    .check(("positive 1 5", Expr::cust("d > 0"))),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(ColumnDef::new(Order::GrE).date().null())
                    .col(ColumnDef::new(Order::ItS).integer().null().default(7))
                    .col(ColumnDef::new(Order::D).integer().null())
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .check(("positive 1 4", Expr::cust("\"it's\" > 0")))
                    .check(("positive 1 5", Expr::cust("d > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(types::text(plan.backend(), PSt::D).null()));
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(ColumnDef::new(PSt::A).integer().not_null().default(7))
                .col(ColumnDef::new(PSt::CC).uuid().not_null())
                .col(types::text(plan.backend(), PSt::D).null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" DROP DEFAULT");
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" TYPE uuid USING \"c c\"::text::uuid");
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::CC).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::CC).uuid().not_null()),
            );
        });
    }

    /// The rows of `order` are lost.
    /// It fails while a value of `pöst.c c` does not fit smallint.
    /// The values of `pöst.d` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(ColumnDef::new(PSt::A).integer().not_null().default(7))
                    .col(ColumnDef::new(PSt::CC).small_integer().not_null().default(7))
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .check(("positive 3 2", Expr::cust("\"c c\" > 0")))
                    .take(),
            )
            .drop_column(PSt::D),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" TYPE smallint USING \"c c\"::text::smallint",
            );
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::CC).small_integer().not_null().default(7)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::CC).small_integer().not_null().default(7)),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::D));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ADD CONSTRAINT \"positive 3 2\" CHECK (\"c c\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `pöst` ADD CONSTRAINT `positive 3 2` CHECK (`c c` > 0)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-2")
                    .table(PSt::Table)
                    .col((PSt::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    D,
    Id,
    K,
    A,
    #[sea_orm(iden = "c c")]
    CC,
}
