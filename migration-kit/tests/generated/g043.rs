//! Creates the table `Big Table`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::ItS).boolean().not_null())
                .col(ColumnDef::new(BigTable::D).integer().null())
                .check(("positive 2 5", Expr::cust("d > 0"))),
        );
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
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
