//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the enum `select`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("select").values(["high", "low"]));
        });
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::A).uuid().null())
                .col(
                    types::enumeration(plan.backend(), BigTable::Select, "select", ["high", "low"])
                        .null()
                        .default("high"),
                ),
        );
        plan.add(Index::create().name("idx-2-2").table(BigTable::Table).col((BigTable::A, IndexOrder::Desc)));
    }

    /// The rows of `Big Table` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("select"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    Select,
}
