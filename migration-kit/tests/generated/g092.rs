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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).double().not_null())
                    .col(ColumnDef::new(Order::Select).string_len(50).null().unique_key())
                    .col(ColumnDef::new(Order::CC).integer().null().unique_key())
                    .col(ColumnDef::new(Order::ItS).double().null().unique_key())
                    .check(("positive 1 2", Expr::cust("\"c c\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).double().not_null())
                    .col(ColumnDef::new(Order::Select).string_len(50).null().unique_key())
                    .col(ColumnDef::new(Order::CC).integer().null().unique_key())
                    .col(ColumnDef::new(Order::ItS).double().null().unique_key())
                    .check(("positive 1 2", Expr::cust("`c c` > 0"))),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .col(ColumnDef::new(BigTable::ItS).string_len(100).not_null())
                .col(types::text(plan.backend(), BigTable::D).null())
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id)),
        );
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
}
