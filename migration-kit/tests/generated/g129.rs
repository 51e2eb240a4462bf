//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `pöst`.
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
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), PSt::D).null().default(types::now(plan.backend())))
                    .col(ColumnDef::new(PSt::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), PSt::D).null().default(types::now(plan.backend())))
                    .col(ColumnDef::new(PSt::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_0")
                            .from(PSt::Table, PSt::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
