//! In this step:
//!
//! * Creates the table `pöst`.
//! * Adds `Big Table.d`.
//! * Adds `Big Table.it's`.
//! * Drops `Big Table.parent_0`.
//! * Adds `Big Table.parent_1`.
//! * Adds the foreign key of `Big Table` (parent_1) to `Big Table`.
//! * Creates the index `idx-2-2` on `Big Table` (d desc).
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).uuid().not_null())
                    .col(ColumnDef::new(PSt::Select).string_len(100).null())
                    .col(ColumnDef::new(PSt::D).integer().null())
                    .col(ColumnDef::new(PSt::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(BigTable::Table)
                        .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                        .col(types::text(plan.backend(), BigTable::GrE).null())
                        .col(types::timestamp(plan.backend(), BigTable::ItS).null())
                        .col(ColumnDef::new(BigTable::D).date().null())
                        .col(ColumnDef::new(BigTable::Parent1).integer().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(BigTable::Table, BigTable::Parent1)
                                .to(BigTable::Table, BigTable::Id),
                        )
                        .take(),
                )
                .drop_column(BigTable::Parent0),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).uuid().not_null())
                    .col(ColumnDef::new(PSt::Select).string_len(100).null())
                    .col(ColumnDef::new(PSt::D).integer().null())
                    .col(ColumnDef::new(PSt::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_0")
                            .from(PSt::Table, PSt::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(
                Table::alter().table(BigTable::Table).add_column(ColumnDef::new(BigTable::D).date().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::timestamp(plan.backend(), BigTable::ItS).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent1).integer().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
        });
        plan.add(
            Index::create()
                .name("idx-2-2")
                .table(BigTable::Table)
                .unique()
                .col((BigTable::D, IndexOrder::Desc)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_1")
                    .from(BigTable::Table, BigTable::Parent1)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
    }

    /// The rows of `pöst` are lost.
    /// The values of `Big Table.d` are lost.
    /// The values of `Big Table.it's` are lost.
    /// `Big Table.parent_0` comes back without its values.
    /// The values of `Big Table.parent_1` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_1").table(BigTable::Table));
        });
        plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent1));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), BigTable::GrE).null())
                    .col(ColumnDef::new(BigTable::Parent0).integer().null())
                    .take(),
            )
            .drop_column(BigTable::D)
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::Parent1),
        );
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
