//! Adds the foreign key of `Big Table` (parent_1) to `Big Table`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::ops::RebuildTable;
use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::CC).double().null())
                .col(ColumnDef::new(BigTable::ItS).date().null().unique_key())
                .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent1)
                        .to(BigTable::Table, BigTable::Id),
                )
                .take(),
        ));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_1")
                    .from(BigTable::Table, BigTable::Parent1)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
    }

    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_1").table(BigTable::Table));
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::CC).double().null())
                .col(ColumnDef::new(BigTable::ItS).date().null().unique_key())
                .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                .take(),
        ));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
