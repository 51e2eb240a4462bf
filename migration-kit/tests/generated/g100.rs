//! In this step:
//!
//! * Creates the table `pöst`.
//! * Drops `order.a`.
//! * Drops `order.c c`.
//! * Drops `order.größe`.
//! * Drops the enum `a`.
//! * Creates the enum `d`.
//! * Drops the index `idx-1-0` of `order`.
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
        plan.add(Index::drop().name("idx-1-0").table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("d").values(["it's", "low", "high", "a\\b"]),
            );
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(types::timestamp(plan.backend(), PSt::A).not_null())
                .col(
                    types::enumeration(plan.backend(), PSt::D, "d", ["it's", "low", "high", "a\\b"])
                        .not_null(),
                )
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(Order::A)
            .drop_column(Order::CC)
            .drop_column(Order::GrE),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::A));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("a"));
        });
    }

    /// The rows of `pöst` are lost.
    /// `order.a` comes back without its values.
    /// `order.c c` comes back without its values.
    /// `order.größe` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("a").values(["high", "a\\b", "it's", "low"]),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(
                    types::enumeration(plan.backend(), Order::A, "a", ["high", "a\\b", "it's", "low"])
                        .not_null()
                        .default("high"),
                ),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::CC).json_binary().null()),
            );
            plan.add(Table::alter().table(Order::Table).add_column(
                types::timestamp(plan.backend(), Order::GrE).not_null().default(types::now(plan.backend())),
            ));
            plan.add(Query::update().table(Order::Table).value(Order::CC, Expr::cust("'{}'")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::CC).json_binary().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), Order::A, "a", ["high", "a\\b", "it's", "low"])
                            .not_null()
                            .default("high"),
                    )
                    .col(ColumnDef::new(Order::CC).json_binary().not_null())
                    .col(
                        types::timestamp(plan.backend(), Order::GrE)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .take(),
            )
            .fill_column(Order::CC, Expr::cust("'{}'")),
        );
        plan.add(Index::create().name("idx-1-0").table(Order::Table).col(Order::A));
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
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
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    A,
    D,
}
