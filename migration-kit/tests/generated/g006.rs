//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `pöst`.
//! * Drops `Big Table.parent_0`.
//! * Drops the foreign key of `Big Table` (parent_0) to `pöst`.
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
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::CC).integer().null()),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::CC).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::ItS).double().null())
                    .col(ColumnDef::new(BigTable::D).string_len(50).null().default("it's \\ 'x'"))
                    .take(),
            )
            .drop_column(BigTable::Parent0),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
        });
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    /// `Big Table.parent_0` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::CC).double().null())
                .col(ColumnDef::new(PSt::D).uuid().null().unique_key()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(PSt::Table, PSt::Id),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::CC).integer().null().default(7))
                .col(ColumnDef::new(BigTable::ItS).double().null())
                .col(ColumnDef::new(BigTable::D).string_len(50).null().default("it's \\ 'x'"))
                .col(ColumnDef::new(BigTable::Parent0).integer().null())
                .foreign_key(
                    ForeignKey::create().from(BigTable::Table, BigTable::Parent0).to(PSt::Table, PSt::Id),
                )
                .take(),
        ));
        plan.add(Table::drop().table(Order::Table));
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
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}
