//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `order`.
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
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::CC).boolean().not_null().default(true))
                .col(ColumnDef::new(Order::D).double().null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-0")
                    .table(Order::Table)
                    .col(Order::CC)
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), BigTable::A).not_null())
                    .col(ColumnDef::new(BigTable::Parent0).integer().null())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), BigTable::A).not_null())
                    .col(ColumnDef::new(BigTable::Parent0).integer().null())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_2")
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
