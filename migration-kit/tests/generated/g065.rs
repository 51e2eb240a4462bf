//! Creates the table `users`.
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
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::D).double().not_null())
                .col(ColumnDef::new(Users::Parent0).integer().null()),
        );
    }

    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
