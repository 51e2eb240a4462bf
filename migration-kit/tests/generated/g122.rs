//! In this step:
//!
//! * Creates the table `pöst`.
//! * Changes the values of `order.c c` from high, it's to high, low.
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
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter().name("c c").rename_to("c c__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("c c")
                        .values(["high", "low"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"c c\" DROP DEFAULT, ALTER COLUMN \"c c\" TYPE \"c c\" USING \"c c\"::text::\"c c\", ALTER COLUMN \"c c\" SET DEFAULT 'high'",
                );
                plan.add(extension::postgres::Type::drop().name("c c__old"));
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("größe")
                        .values(["high", "low"]),
                );
            },
        );
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(
                    types::enumeration(plan.backend(), PSt::GrE, "größe", ["high", "low"])
                        .not_null()
                        .default("high"),
                )
                .col(ColumnDef::new(PSt::Parent3).uuid().null()),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::A).integer().not_null().default(7))
                .col(
                    types::enumeration(plan.backend(), Order::CC, "c c", ["high", "low"])
                        .null()
                        .default("high"),
                )
                .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null().unique_key())
                .col(ColumnDef::new(Order::D).uuid().null())
                .check(("positive 1 0", Expr::cust("a > 0")))
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).modify_column(
                types::enumeration(plan.backend(), Order::CC, "c c", ["high", "low"]).null().default("high"),
            ));
        });
    }

    /// The rows of `pöst` are lost.
    /// It fails while a row of `order` has low in `c c`.
    fn down(&self, plan: &mut Plan) {
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter().name("c c").rename_to("c c__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("c c")
                        .values(["high", "it's"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"c c\" DROP DEFAULT, ALTER COLUMN \"c c\" TYPE \"c c\" USING \"c c\"::text::\"c c\", ALTER COLUMN \"c c\" SET DEFAULT 'high'",
                );
                plan.add(extension::postgres::Type::drop().name("c c__old"));
            },
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::A).integer().not_null().default(7))
                .col(
                    types::enumeration(plan.backend(), Order::CC, "c c", ["high", "it's"])
                        .null()
                        .default("high"),
                )
                .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null().unique_key())
                .col(ColumnDef::new(Order::D).uuid().null())
                .check(("positive 1 0", Expr::cust("a > 0")))
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).modify_column(
                types::enumeration(plan.backend(), Order::CC, "c c", ["high", "it's"]).null().default("high"),
            ));
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("größe"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
