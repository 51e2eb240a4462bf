//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops the table `users`.
//! * Drops `order.it's`.
//! * Adds `order.parent_0`.
//! * Adds `order.parent_1`.
//! * Adds the foreign key of `order` (parent_0) to `Big Table`.
//! * Adds the foreign key of `order` (parent_1) to `Big Table`.
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
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-users-parent_1").table(Users::Table));
        });
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(types::text(plan.backend(), BigTable::GrE).not_null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent0).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent1).integer().null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_0")
                    .from(Order::Table, Order::Parent0)
                    .to(BigTable::Table, BigTable::Id),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_1")
                    .from(Order::Table, Order::Parent1)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::A).decimal_len(10, 2).not_null())
                    .col(
                        types::enumeration(
                            plan.backend(),
                            Order::GrE,
                            "größe",
                            ["high", "low", "a\\b", "it's"],
                        )
                        .not_null()
                        .default("high"),
                    )
                    .col(ColumnDef::new(Order::Parent0).integer().null())
                    .col(ColumnDef::new(Order::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent0)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .take(),
            )
            .drop_column(Order::ItS),
        );
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `Big Table` are lost.
    /// `users` comes back without its rows.
    /// `order.it's` comes back without its values.
    /// The values of `order.parent_0` are lost.
    /// The values of `order.parent_1` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_0").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_1").table(Order::Table));
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Parent0).uuid().null())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_0")
                            .from(Users::Table, Users::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::ItS).decimal_len(10, 2).null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent0));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent1));
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_1")
                    .from(Users::Table, Users::Parent1)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Parent0).uuid().null())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent1)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Order::Table)
                        .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(Order::A).decimal_len(10, 2).not_null())
                        .col(
                            types::enumeration(
                                plan.backend(),
                                Order::GrE,
                                "größe",
                                ["high", "low", "a\\b", "it's"],
                            )
                            .not_null()
                            .default("high"),
                        )
                        .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null())
                        .take(),
                )
                .drop_column(Order::Parent0)
                .drop_column(Order::Parent1),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
