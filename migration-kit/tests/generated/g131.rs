//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops the table `users`.
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
                .col(ColumnDef::new(BigTable::A).date().null()),
        );
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `Big Table` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::CC).decimal_len(10, 2).not_null()),
        );
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
