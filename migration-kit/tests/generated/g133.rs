//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
//! * Drops the table `users`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::GrE).integer().null().default(7))
                .col(ColumnDef::new(BigTable::ItS).json_binary().not_null())
                .col(ColumnDef::new(BigTable::D).string_len(100).not_null()),
        );
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::CC).boolean().null())
                .col(ColumnDef::new(Order::Parent0).integer().null())
                .col(ColumnDef::new(Order::Parent1).uuid().null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col((BigTable::D, IndexOrder::Desc))
                    .and_where(Expr::cust("d IS NOT NULL")),
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
                .col(ColumnDef::new(Users::Select).integer().not_null().default(7))
                .col(ColumnDef::new(Users::CC).json_binary().not_null())
                .col(ColumnDef::new(Users::GrE).decimal_len(10, 2).null())
                .col(ColumnDef::new(Users::D).boolean().not_null())
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.add(Table::drop().table(Order::Table));
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
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
