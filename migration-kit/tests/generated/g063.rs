//! In this step:
//!
//! * Changes `order.select` from select not null default 'low' to select not null default 'high'.
//! * Changes the values of `order.select` from low, it's to high, it's.
//! * Drops `users.parent_0`.
//! * Drops `users.select`.
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
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter()
                        .name("select")
                        .rename_to("select__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("select")
                        .values(["high", "it's"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" DROP DEFAULT, ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add_sql(
                    "ALTER TABLE \"users\" ALTER COLUMN \"select\" DROP DEFAULT, ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(
                    types::enumeration(plan.backend(), Order::Select, "select", ["high", "it's"])
                        .not_null()
                        .default("high"),
                )
                .col(ColumnDef::new(Order::GrE).date().not_null())
                .col(ColumnDef::new(Order::ItS).boolean().not_null())
                .col(types::text(plan.backend(), Order::D).null())
                .col(ColumnDef::new(Order::Parent2).integer().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(Order::Table, Order::Parent2)
                        .to(Order::Table, Order::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::A).integer().not_null().default(7))
                    .col(ColumnDef::new(Users::D).date().null())
                    .take(),
            )
            .drop_column(Users::Parent0)
            .drop_column(Users::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).modify_column(
                    types::enumeration(plan.backend(), Order::Select, "select", ["high", "it's"])
                        .not_null()
                        .default("high"),
                ),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent0));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        });
    }

    /// It fails while a row of `order` has high in `select`.
    /// `users.parent_0` comes back without its values.
    /// `users.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter()
                        .name("select")
                        .rename_to("select__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("select")
                        .values(["low", "it's"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"order\" ALTER COLUMN \"select\" DROP DEFAULT, ALTER COLUMN \"select\" TYPE \"select\" USING \"select\"::text::\"select\"",
                );
                plan.add(extension::postgres::Type::drop().name("select__old"));
            },
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent0).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(
                    types::enumeration(plan.backend(), Users::Select, "select", ["low", "it's"])
                        .null()
                        .default("low"),
                ),
            );
            plan.add(
                Table::alter().table(Order::Table).modify_column(
                    types::enumeration(plan.backend(), Order::Select, "select", ["low", "it's"])
                        .not_null()
                        .default("low"),
                ),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_0")
                    .from(Users::Table, Users::Parent0)
                    .to(Users::Table, Users::Id),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(
                    types::enumeration(plan.backend(), Order::Select, "select", ["low", "it's"])
                        .not_null()
                        .default("low"),
                )
                .col(ColumnDef::new(Order::GrE).date().not_null())
                .col(ColumnDef::new(Order::ItS).boolean().not_null())
                .col(types::text(plan.backend(), Order::D).null())
                .col(ColumnDef::new(Order::Parent2).integer().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(Order::Table, Order::Parent2)
                        .to(Order::Table, Order::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::A).integer().not_null().default(7))
                .col(
                    types::enumeration(plan.backend(), Users::Select, "select", ["low", "it's"])
                        .null()
                        .default("low"),
                )
                .col(ColumnDef::new(Users::D).date().null())
                .col(ColumnDef::new(Users::Parent0).integer().null())
                .foreign_key(
                    ForeignKey::create().from(Users::Table, Users::Parent0).to(Users::Table, Users::Id),
                )
                .take(),
        ));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    Select,
}
