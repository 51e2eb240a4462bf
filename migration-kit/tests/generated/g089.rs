//! In this step:
//!
//! * Drops `Big Table.parent_0`.
//! * Drops `Big Table.parent_2`.
//! * Drops the foreign key of `Big Table` (parent_0) to `users`.
//! * Drops the foreign key of `Big Table` (parent_2) to `Big Table`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_2").table(BigTable::Table));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent2));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).string_len(100).not_null())
                    .col(ColumnDef::new(BigTable::CC).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::GrE).integer().not_null())
                    .col(ColumnDef::new(BigTable::ItS).double().null())
                    .take(),
            )
            .drop_column(BigTable::Parent0)
            .drop_column(BigTable::Parent2),
        );
    }

    /// `Big Table.parent_0` comes back without its values.
    /// `Big Table.parent_2` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent2).uuid().null()),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_2")
                    .from(BigTable::Table, BigTable::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::Select).string_len(100).not_null())
                .col(ColumnDef::new(BigTable::CC).json_binary().not_null())
                .col(ColumnDef::new(BigTable::GrE).integer().not_null())
                .col(ColumnDef::new(BigTable::ItS).double().null())
                .col(ColumnDef::new(BigTable::Parent0).integer().null())
                .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent2)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent0)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
