//! In this step:
//!
//! * Adds `Big Table.parent_3`.
//! * Adds the foreign key of `Big Table` (parent_3) to `Big Table`.
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
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent3).uuid().null()),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent3)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
    }

    /// The values of `Big Table.parent_3` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(BigTable::Parent3),
        );
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Id,
}
