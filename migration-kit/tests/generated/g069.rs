//! In this step:
//!
//! * Creates the table `users`.
//! * Adds `Big Table.größe`.
//! * Drops `Big Table.parent_2`.
//! * Drops the foreign key of `Big Table` (parent_2) to `order`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_2").table(BigTable::Table));
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::D).json_binary().null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::GrE).double().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent2));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::GrE).double().null())
                    .take(),
            )
            .drop_column(BigTable::Parent2),
        );
    }

    /// The rows of `users` are lost.
    /// The values of `Big Table.größe` are lost.
    /// `Big Table.parent_2` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent2).uuid().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_2")
                    .from(BigTable::Table, BigTable::Parent2)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(BigTable::GrE),
        );
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
}
