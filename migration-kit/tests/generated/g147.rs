//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops `users.größe`.
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
                .col(ColumnDef::new(BigTable::ItS).double().not_null())
                .col(ColumnDef::new(BigTable::D).string_len(100).not_null()),
        );
        plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
    }

    /// The rows of `Big Table` are lost.
    /// `users.größe` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::alter()
                .table(Users::Table)
                .add_column(ColumnDef::new(Users::GrE).small_integer().null().default(7)),
        );
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

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
}
