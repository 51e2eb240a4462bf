//! In this step:
//!
//! * Adds `order.c c`.
//! * Drops `order.d`.
//! * Adds `order.größe`.
//! * Changes the values of `order.select` from high, low to low, high.
//! * Changes `pöst.c c` from c c not null default 'high' to c c not null default 'low'.
//! * Changes the values of `pöst.c c` from high, a\b, it's to low.
//! * Drops the check positive 1 5 of `order`.
//! * Creates the index `idx-1-2` on `order` ("größe" desc).
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
                plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"positive 1 5\"");
                plan.add(
                    &extension::postgres::Type::alter().name("c c").rename_to("c c__old"),
                );
                plan.add(
                    extension::postgres::Type::create().as_enum("c c").values(["low"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" DROP DEFAULT, ALTER COLUMN \"c c\" TYPE \"c c\" USING \"c c\"::text::\"c c\"",
                );
                plan.add(extension::postgres::Type::drop().name("c c__old"));
                plan.add(
                    &extension::postgres::Type::alter()
                        .name("select")
                        .rename_to("select__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("select")
                        .values(["low", "high"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` DROP CONSTRAINT `positive 1 5`");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(types::text(plan.backend(), Order::CC).null()),
            );
            plan.add(Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::GrE).date().null()));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).integer().null().default(7))
                    .col(types::enumeration(plan.backend(), Order::Select, "select", ["low", "high"]).null())
                    .col(types::text(plan.backend(), Order::CC).null())
                    .col(ColumnDef::new(Order::GrE).date().null())
                    .col(types::text(plan.backend(), Order::ItS).null())
                    .take(),
            )
            .drop_column(Order::D),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::Select).integer().not_null().default(7))
                .col(types::enumeration(plan.backend(), PSt::CC, "c c", ["low"]).not_null().default("low"))
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).modify_column(
                types::enumeration(plan.backend(), Order::Select, "select", ["low", "high"]).null(),
            ));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).modify_column(
                types::enumeration(plan.backend(), PSt::CC, "c c", ["low"]).not_null().default("low"),
            ));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-2")
                    .table(Order::Table)
                    .unique()
                    .col((Order::GrE, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE UNIQUE INDEX `idx-1-2` ON `order` (`\"größe\"` DESC)");
        });
    }

    /// The values of `order.c c` are lost.
    /// `order.d` comes back without its values.
    /// The values of `order.größe` are lost.
    /// It fails while a row of `pöst` has low in `c c`.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-1-2").table(Order::Table));
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter().name("c c").rename_to("c c__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("c c")
                        .values(["high", "a\\b", "it's"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" DROP DEFAULT, ALTER COLUMN \"c c\" TYPE \"c c\" USING \"c c\"::text::\"c c\"",
                );
                plan.add(extension::postgres::Type::drop().name("c c__old"));
                plan.add(
                    &extension::postgres::Type::alter()
                        .name("select")
                        .rename_to("select__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("select")
                        .values(["high", "low"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::D).integer().null().default(7)),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).integer().null().default(7))
                    .col(types::enumeration(plan.backend(), Order::Select, "select", ["high", "low"]).null())
                    .col(types::text(plan.backend(), Order::ItS).null())
                    .col(ColumnDef::new(Order::D).integer().null().default(7))
                    .check(("positive 1 5", Expr::cust("d > 0")))
                    .take(),
            )
            .drop_column(Order::CC)
            .drop_column(Order::GrE),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::Select).integer().not_null().default(7))
                .col(
                    types::enumeration(plan.backend(), PSt::CC, "c c", ["high", "a\\b", "it's"])
                        .not_null()
                        .default("high"),
                )
                .take(),
        ));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).modify_column(
                types::enumeration(plan.backend(), Order::Select, "select", ["high", "low"]).null(),
            ));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(
                    types::enumeration(plan.backend(), PSt::CC, "c c", ["high", "a\\b", "it's"])
                        .not_null()
                        .default("high"),
                ),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"positive 1 5\" CHECK (d > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` ADD CONSTRAINT `positive 1 5` CHECK (d > 0)");
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    A,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
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
}
