//! In this step:
//!
//! * Creates the table `order`.
//! * Adds `pöst.parent_1`.
//! * Drops `pöst.parent_3`.
//! * Adds the foreign key of `pöst` (parent_1) to `pöst`.
//! * Drops the foreign key of `pöst` (parent_3) to `users`.
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
            plan.add(ForeignKey::drop().name("fk-pöst-parent_3").table(PSt::Table));
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::D).uuid().not_null())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .col(ColumnDef::new(Order::Parent2).uuid().null()),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent1).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent3));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_0")
                    .from(Order::Table, Order::Parent0)
                    .to(PSt::Table, PSt::Id),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_2")
                    .from(Order::Table, Order::Parent2)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_1")
                    .from(PSt::Table, PSt::Parent1)
                    .to(PSt::Table, PSt::Id),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::D).uuid().not_null())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .col(ColumnDef::new(Order::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create().from(Order::Table, Order::Parent0).to(PSt::Table, PSt::Id),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(PSt::Table)
                        .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(PSt::ItS).double().null().unique_key())
                        .col(ColumnDef::new(PSt::Parent1).uuid().null())
                        .foreign_key(
                            ForeignKey::create().from(PSt::Table, PSt::Parent1).to(PSt::Table, PSt::Id),
                        )
                        .take(),
                )
                .drop_column(PSt::Parent3),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The values of `pöst.parent_1` are lost.
    /// `pöst.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_0").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_2").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_1").table(PSt::Table));
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent3).integer().null()),
            );
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent1));
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_3")
                    .from(PSt::Table, PSt::Parent3)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::ItS).double().null().unique_key())
                    .col(ColumnDef::new(PSt::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent3)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(PSt::Parent1),
        );
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
