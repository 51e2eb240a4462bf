//! Creates the table `Big Table`.
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
                    .col(ColumnDef::new(BigTable::GrE).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(BigTable::ItS).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::D).uuid().null().unique_key())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .check(("positive 2 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::GrE).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(BigTable::ItS).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::D).uuid().null().unique_key())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .check(("positive 2 4", Expr::cust("`it's\" > 0"))),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
