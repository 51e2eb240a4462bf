//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::Select).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::CC).integer().not_null().default(7))
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .check(("positive 2 2", Expr::cust("\"c c\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::Select).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::CC).integer().not_null().default(7))
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .check(("positive 2 2", Expr::cust("`c c` > 0"))),
            );
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment()),
        );
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Order::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}
