//! In this step:
//!
//! * Drops the table `order`.
//! * Creates the table `users`.
//! * Adds `pöst.c c`.
//! * Drops `pöst.d`.
//! * Drops `pöst.parent_0`.
//! * Drops the unique constraint of `pöst` (d).
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
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("d").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" DROP CONSTRAINT \"pöst_d_key\"");
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null())
                .col(ColumnDef::new(Users::K).integer().not_null())
                .col(ColumnDef::new(Users::GrE).decimal_len(10, 2).null())
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::CC).double().null()));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::D));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent0));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).double().not_null())
                    .col(types::timestamp(plan.backend(), PSt::Select).not_null())
                    .col(ColumnDef::new(PSt::CC).double().null())
                    .take(),
            )
            .drop_column(PSt::D)
            .drop_column(PSt::Parent0),
        );
        plan.add(Table::drop().table(Order::Table));
    }

    /// `order` comes back without its rows.
    /// The rows of `users` are lost.
    /// The values of `pöst.c c` are lost.
    /// `pöst.d` comes back without its values.
    /// `pöst.parent_0` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::Select).boolean().not_null())
                    .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Order::D).double().null().unique_key())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent0)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(PSt::Table)
                        .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(PSt::A).double().not_null())
                        .col(types::timestamp(plan.backend(), PSt::Select).not_null())
                        .col(ColumnDef::new(PSt::D).decimal_len(10, 2).null().unique_key())
                        .col(ColumnDef::new(PSt::Parent0).uuid().null())
                        .take(),
                )
                .drop_column(PSt::CC),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::Select).boolean().not_null())
                    .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Order::D).double().null().unique_key())
                    .col(ColumnDef::new(Order::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-order-parent_0")
                            .from(Order::Table, Order::Parent0)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::D).decimal_len(10, 2).null()),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent0).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::CC));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("d").table(PSt::Table).unique().col(PSt::D));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ADD CONSTRAINT \"pöst_d_key\" UNIQUE (\"d\")");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-2")
                    .table(Order::Table)
                    .col(Order::D)
                    .col(Order::Select)
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    Id,
    A,
    Select,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
}
