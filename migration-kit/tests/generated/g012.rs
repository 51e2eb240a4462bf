//! In this step:
//!
//! * Creates the table `pöst`.
//! * Changes `Big Table.größe` from double precision not null to uuid not null.
//! * Drops `Big Table.it's`.
//! * Adds `Big Table.select`.
//! * Drops the enum `it's`.
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
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::CC).small_integer().null().unique_key()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).decimal_len(10, 2).null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).decimal_len(10, 2).null())
                    .col(ColumnDef::new(BigTable::GrE).uuid().not_null())
                    .col(ColumnDef::new(BigTable::D).uuid().null())
                    .take(),
            )
            .drop_column(BigTable::ItS),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ALTER COLUMN \"größe\" TYPE uuid USING \"größe\"::text::uuid",
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::GrE).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::GrE).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }

    /// The rows of `pöst` are lost.
    /// It fails while a value of `Big Table.größe` does not fit double precision.
    /// `Big Table.it's` comes back without its values.
    /// The values of `Big Table.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("it's").values(["a\\b", "it's", "high"]));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).add_column(
                types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's", "high"]).null(),
            ));
        });
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    Query::update()
                        .table(BigTable::Table)
                        .value(BigTable::ItS, Expr::cust("E'a\\\\b'::it's")),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"größe\" TYPE double precision USING \"größe\"::text::double precision",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(ColumnDef::new(BigTable::GrE).double().not_null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Query::update().table(BigTable::Table).value(BigTable::ItS, Expr::cust("'a\\\\b'")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::GrE).double().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::GrE).double().not_null())
                    .col(
                        types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's", "high"])
                            .not_null(),
                    )
                    .col(ColumnDef::new(BigTable::D).uuid().null())
                    .take(),
            )
            .fill_column(BigTable::ItS, Expr::cust("'a\\b'"))
            .drop_column(BigTable::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).modify_column(
                    types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's", "high"])
                        .not_null(),
                ),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
        });
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Select,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
