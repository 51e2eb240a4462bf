//! In this step:
//!
//! * Adds `Big Table.a`.
//! * Adds `Big Table.it's`.
//! * Changes `Big Table.select` from jsonb null to double precision null.
//! * Creates the enum `a`.
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
                extension::postgres::Type::create().as_enum("a").values(["high", "it's", "a\\b", "low"]),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(
                    types::enumeration(plan.backend(), BigTable::A, "a", ["high", "it's", "a\\b", "low"])
                        .null()
                        .default("high"),
                ),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).double().null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::ItS, Expr::cust("1.5")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::ItS).double().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), BigTable::A, "a", ["high", "it's", "a\\b", "low"])
                            .null()
                            .default("high"),
                    )
                    .col(ColumnDef::new(BigTable::Select).double().null())
                    .col(
                        types::enumeration(
                            plan.backend(),
                            BigTable::CC,
                            "c c",
                            ["low", "high", "a\\b", "it's"],
                        )
                        .not_null()
                        .default("low"),
                    )
                    .col(ColumnDef::new(BigTable::ItS).double().not_null())
                    .take(),
            )
            .fill_column(BigTable::ItS, Expr::cust("1.5")),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"select\" TYPE double precision USING \"select\"::text::double precision",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(ColumnDef::new(BigTable::Select).double().null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).double().null()),
            );
        });
    }

    /// The values of `Big Table.a` are lost.
    /// The values of `Big Table.it's` are lost.
    /// It fails while a value of `Big Table.select` does not fit jsonb.
    fn down(&self, plan: &mut Plan) {
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).json_binary().null())
                    .col(
                        types::enumeration(
                            plan.backend(),
                            BigTable::CC,
                            "c c",
                            ["low", "high", "a\\b", "it's"],
                        )
                        .not_null()
                        .default("low"),
                    )
                    .take(),
            )
            .drop_column(BigTable::A)
            .drop_column(BigTable::ItS),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ALTER COLUMN \"select\" TYPE jsonb USING \"select\"::text::jsonb",
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).json_binary().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).json_binary().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("a"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
}
