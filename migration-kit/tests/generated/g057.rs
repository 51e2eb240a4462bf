//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `users`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::CC).json_binary().not_null())
                .col(ColumnDef::new(Users::ItS).json_binary().null())
                .col(ColumnDef::new(Users::D).json_binary().null()),
        );
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::Select).json_binary().null())
                .col(types::text(plan.backend(), BigTable::GrE).null())
                .col(ColumnDef::new(BigTable::Parent3).uuid().null()),
        );
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
