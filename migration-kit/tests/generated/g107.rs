//! In this step:
//!
//! * Creates the table `order`.
//! * Adds `Big Table.größe`.
//! * Adds `Big Table.it's`.
//! * Adds `Big Table.parent_0`.
//! * Drops `Big Table.parent_2`.
//! * Adds `Big Table.parent_3`.
//! * Adds `Big Table.select`.
//! * Adds the foreign key of `Big Table` (parent_0) to `Big Table`.
//! * Adds the foreign key of `Big Table` (parent_3) to `Big Table`.
//! * Adds the unique constraint of `Big Table` (größe).
//! * Adds the unique constraint of `Big Table` (select).
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
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::A).boolean().null().default(true))
                .col(ColumnDef::new(Order::Select).boolean().not_null())
                .col(ColumnDef::new(Order::ItS).small_integer().not_null().default(7)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::GrE).string_len(50).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).string_len(50).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).uuid().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent3).uuid().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).string_len(100).null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent2));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).string_len(100).null().unique_key())
                    .col(ColumnDef::new(BigTable::GrE).string_len(50).null().unique_key())
                    .col(ColumnDef::new(BigTable::ItS).string_len(50).null())
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(BigTable::Parent2),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_größe_key\" UNIQUE (\"größe\")",
            );
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_select_key\" UNIQUE (\"select\")",
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("größe").table(BigTable::Table).unique().col(BigTable::GrE));
            plan.add(Index::create().name("select").table(BigTable::Table).unique().col(BigTable::Select));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The values of `Big Table.größe` are lost.
    /// The values of `Big Table.it's` are lost.
    /// The values of `Big Table.parent_0` are lost.
    /// `Big Table.parent_2` comes back without its values.
    /// The values of `Big Table.parent_3` are lost.
    /// The values of `Big Table.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_größe_key\"");
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_select_key\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("größe").table(BigTable::Table));
            plan.add(Index::drop().name("select").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent2).uuid().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent3));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .take(),
            )
            .drop_column(BigTable::GrE)
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::Parent0)
            .drop_column(BigTable::Parent3)
            .drop_column(BigTable::Select),
        );
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Select,
    Id,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
}
