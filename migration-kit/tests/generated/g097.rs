//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
//! * Drops the table `users`.
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::CC).small_integer().null().default(7))
                    .col(types::text(plan.backend(), BigTable::ItS).not_null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::CC).small_integer().null().default(7))
                    .col(types::text(plan.backend(), BigTable::ItS).not_null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_3")
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-order-parent_3")
                            .from(Order::Table, Order::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null())
                .col(ColumnDef::new(Users::K).integer().not_null())
                .col(ColumnDef::new(Users::A).uuid().null().unique_key())
                .col(types::timestamp(plan.backend(), Users::GrE).null().default(types::now(plan.backend())))
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-1")
                    .table(Users::Table)
                    .col((Users::GrE, IndexOrder::Desc))
                    .and_where(Expr::cust("\"größe\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Order::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
}
