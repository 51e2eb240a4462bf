//! In this step:
//!
//! * Adds `Big Table.d`.
//! * Adds `order.c c`.
//! * Adds `order.d`.
//! * Adds `order.größe`.
//! * Creates the enum `d`.
//! * Creates the index `idx-1-0` on `order` ("größe" desc).
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
            plan.add(extension::postgres::Type::create().as_enum("d").values(["high"]));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).add_column(
                types::enumeration(plan.backend(), BigTable::D, "d", ["high"]).not_null().default("high"),
            ));
            plan.add(
                Table::alter().table(Order::Table).add_column(types::text(plan.backend(), Order::CC).null()),
            );
            plan.add(Table::alter().table(Order::Table).add_column(
                types::enumeration(plan.backend(), Order::D, "d", ["high"]).null().default("high"),
            ));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::GrE).string_len(100).null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::CC, Expr::cust("'it''s 1 \\ \"ü\"'")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::CC).not_null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(
                    types::enumeration(plan.backend(), BigTable::D, "d", ["high"]).not_null().default("high"),
                )
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(types::text(plan.backend(), Order::CC).not_null())
                    .col(ColumnDef::new(Order::GrE).string_len(100).null())
                    .col(types::enumeration(plan.backend(), Order::D, "d", ["high"]).null().default("high"))
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .take(),
            )
            .fill_column(Order::CC, Expr::cust("'it''s 1 \\ \"ü\"'")),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-1-0").table(Order::Table).col((Order::GrE, IndexOrder::Desc)));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-1-0` ON `order` (`\"größe\"` DESC)");
        });
    }

    /// The values of `Big Table.d` are lost.
    /// The values of `order.c c` are lost.
    /// The values of `order.d` are lost.
    /// The values of `order.größe` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-1-0").table(Order::Table));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(BigTable::D),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .take(),
            )
            .drop_column(Order::CC)
            .drop_column(Order::D)
            .drop_column(Order::GrE),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    D,
    Id,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    K,
}
