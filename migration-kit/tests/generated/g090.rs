//! In this step:
//!
//! * Creates the table `order`.
//! * Adds `users.d`.
//! * Drops `users.parent_0`.
//! * Creates the enum `d`.
//! * Drops the foreign key of `users` (parent_0) to `users`.
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
            plan.add(ForeignKey::drop().name("fk-users-parent_0").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("d").values(["low", "high"]));
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::Select).date().not_null())
                .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).null())
                .col(types::enumeration(plan.backend(), Order::D, "d", ["low", "high"]).null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(types::timestamp(plan.backend(), Users::D).null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent0));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::CC).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Users::GrE).json_binary().null())
                    .col(types::timestamp(plan.backend(), Users::D).null())
                    .take(),
            )
            .drop_column(Users::Parent0),
        );
    }

    /// The rows of `order` are lost.
    /// The values of `users.d` are lost.
    /// `users.parent_0` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent0).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_0")
                    .from(Users::Table, Users::Parent0)
                    .to(Users::Table, Users::Id),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::CC).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Users::GrE).json_binary().null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent0).to(Users::Table, Users::Id),
                    )
                    .take(),
            )
            .drop_column(Users::D),
        );
        plan.add(Table::drop().table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
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
}

#[derive(DeriveIden)]
enum Users {
    Table,
    D,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
