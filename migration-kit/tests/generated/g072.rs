//! In this step:
//!
//! * Adds `Big Table.c c`.
//! * Changes the values of `pöst.d` from high, it's, low, a\b to a\b.
//! * Drops the check positive 2 1 of `Big Table`.
//! * Adds the unique constraint of `Big Table` (c c).
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
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"positive 2 1\"");
            plan.add(&extension::postgres::Type::alter().name("d").rename_to("d__old"));
            plan.add(extension::postgres::Type::create().as_enum("d").values(["a\\b"]));
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"d\" TYPE \"d\" USING \"d\"::text::\"d\"");
            plan.add(extension::postgres::Type::drop().name("d__old"));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP CONSTRAINT `positive 2 1`");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(ColumnDef::new(BigTable::CC).uuid().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .col(ColumnDef::new(BigTable::Select).integer().null())
                .col(ColumnDef::new(BigTable::CC).uuid().null().unique_key())
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                .take(),
        ));
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::GrE).json_binary().null())
                .col(types::enumeration(plan.backend(), PSt::D, "d", ["a\\b"]).not_null())
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(types::enumeration(plan.backend(), PSt::D, "d", ["a\\b"]).not_null()),
            );
            plan.add(Index::create().name("c c").table(BigTable::Table).unique().col(BigTable::CC));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_c c_key\" UNIQUE (\"c c\")");
        });
    }

    /// The values of `Big Table.c c` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_c c_key\"");
            plan.add(&extension::postgres::Type::alter().name("d").add_value("low").before("a\\b"));
            plan.add(&extension::postgres::Type::alter().name("d").add_value("it's").before("low"));
            plan.add(&extension::postgres::Type::alter().name("d").add_value("high").before("it's"));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("c c").table(BigTable::Table));
            plan.add(Table::alter().table(PSt::Table).modify_column(
                types::enumeration(plan.backend(), PSt::D, "d", ["high", "it's", "low", "a\\b"]).not_null(),
            ));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::Select).integer().null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .check(("positive 2 1", Expr::cust("\"select\" > 0")))
                    .take(),
            )
            .drop_column(BigTable::CC),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::GrE).json_binary().null())
                .col(
                    types::enumeration(plan.backend(), PSt::D, "d", ["high", "it's", "low", "a\\b"])
                        .not_null(),
                )
                .take(),
        ));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"positive 2 1\" CHECK (\"select\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD CONSTRAINT `positive 2 1` CHECK (`select` > 0)");
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
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
