//! In this step:
//!
//! * Creates the table `order`.
//! * Adds `Big Table.a`.
//! * Changes `Big Table.id` from uuid not null to integer not null identity by default.
//! * Drops `Big Table.select`.
//! * Changes `users.parent_0` from uuid null to integer null.
//! * Drops the unique constraint of `Big Table` (select).
//! * Creates the enum `it's`.
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
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_select_key\"");
            plan.add(extension::postgres::Type::create().as_enum("it's").values(["it's", "a\\b", "high"]));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("select").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::CC).decimal_len(10, 2).not_null())
                    .col(
                        types::enumeration(plan.backend(), Order::ItS, "it's", ["it's", "a\\b", "high"])
                            .null(),
                    )
                    .col(ColumnDef::new(Order::Parent0).integer().null())
                    .col(ColumnDef::new(Order::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent2)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent0)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(BigTable::Table)
                        .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(BigTable::A).string_len(50).null())
                        .col(ColumnDef::new(BigTable::CC).double().not_null())
                        .take(),
                )
                .drop_column(BigTable::Select),
            );
            plan.rebuild_table(RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), Users::Select).null())
                    .col(ColumnDef::new(Users::CC).double().null())
                    .col(ColumnDef::new(Users::GrE).uuid().not_null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            ));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::CC).decimal_len(10, 2).not_null())
                    .col(
                        types::enumeration(plan.backend(), Order::ItS, "it's", ["it's", "a\\b", "high"])
                            .null(),
                    )
                    .col(ColumnDef::new(Order::Parent0).integer().null())
                    .col(ColumnDef::new(Order::Parent2).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::A).string_len(50).null()),
            );
        });
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(ColumnDef::new(BigTable::Id).integer().not_null()),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY",
                );
                plan.add_sql(
                    "ALTER TABLE \"users\" ALTER COLUMN \"parent_0\" TYPE integer USING \"parent_0\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(Users::Table)
                        .modify_column(ColumnDef::new(Users::Parent0).integer().null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).integer().not_null().auto_increment()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent0).integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_0")
                    .from(Order::Table, Order::Parent0)
                    .to(BigTable::Table, BigTable::Id),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_2")
                    .from(Order::Table, Order::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_0")
                    .from(Users::Table, Users::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The values of `Big Table.a` are lost.
    /// It fails while a value of `Big Table.id` does not fit uuid.
    /// `Big Table.select` comes back without its values.
    /// It fails while a value of `users.parent_0` does not fit uuid.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_0").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_2").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-users-parent_0").table(Users::Table));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).string_len(100).null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).string_len(100).null().unique_key())
                    .col(ColumnDef::new(BigTable::CC).double().not_null())
                    .take(),
            )
            .drop_column(BigTable::A),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(types::text(plan.backend(), Users::Select).null())
                .col(ColumnDef::new(Users::CC).double().null())
                .col(ColumnDef::new(Users::GrE).uuid().not_null())
                .col(ColumnDef::new(Users::Parent0).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(Users::Table, Users::Parent0)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).uuid().not_null()),
            );
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"parent_0\" TYPE uuid USING \"parent_0\"::text::uuid",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent0).uuid().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).uuid().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent0).uuid().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_select_key\" UNIQUE (\"select\")",
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("select").table(BigTable::Table).unique().col(BigTable::Select));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_0")
                    .from(Users::Table, Users::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.add(Table::drop().table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    Select,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
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
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
