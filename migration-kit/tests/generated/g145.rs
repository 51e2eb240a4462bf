//! In this step:
//!
//! * Drops the table `pöst`.
//! * Creates the table `users`.
//! * Changes `order.select` from select not null default 'high' to select not null default E'it\'s'.
//! * Changes the values of `order.select` from high, low to it's, a\b, high.
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
                    &extension::postgres::Type::alter()
                        .name("select")
                        .rename_to("select__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("select")
                        .values(["it's", "a\\b", "high"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" DROP DEFAULT, ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\", ALTER COLUMN \"select\" SET DEFAULT 'high'",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::CC).small_integer().not_null().default(7)),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(
                    types::enumeration(plan.backend(), Order::Select, "select", ["it's", "a\\b", "high"])
                        .not_null()
                        .default("it's"),
                )
                .primary_key(Index::create().col(Order::K).col(Order::Id))
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(Order::Table).modify_column(
                    types::enumeration(plan.backend(), Order::Select, "select", ["it's", "a\\b", "high"])
                        .not_null()
                        .default(Expr::cust("E'it\\'s'")),
                ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).modify_column(
                    types::enumeration(plan.backend(), Order::Select, "select", ["it's", "a\\b", "high"])
                        .not_null()
                        .default("it's"),
                ),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }

    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    /// It fails while a row of `order` has it's or a\b in `select`.
    fn down(&self, plan: &mut Plan) {
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
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
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" DROP DEFAULT, ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(types::timestamp(plan.backend(), PSt::ItS).null()),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(
                    types::enumeration(plan.backend(), Order::Select, "select", ["high", "low"])
                        .not_null()
                        .default("high"),
                )
                .primary_key(Index::create().col(Order::K).col(Order::Id))
                .take(),
        ));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).modify_column(
                    types::enumeration(plan.backend(), Order::Select, "select", ["high", "low"])
                        .not_null()
                        .default("high"),
                ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-2")
                    .table(PSt::Table)
                    .col(PSt::ItS)
                    .and_where(Expr::cust("\"it's\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    Select,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
