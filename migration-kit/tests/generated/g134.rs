//! In this step:
//!
//! * Drops the table `pöst`.
//! * Creates the table `users`.
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
                .col(ColumnDef::new(Users::A).boolean().null().default(true))
                .col(ColumnDef::new(Users::ItS).integer().null()),
        );
        plan.add(Index::create().name("idx-0-0").table(Users::Table).col(Users::ItS));
        plan.add(Table::drop().table(PSt::Table));
    }

    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::Select).decimal_len(10, 2).null().unique_key())
                .col(ColumnDef::new(PSt::CC).date().not_null()),
        );
        plan.add(Index::create().name("idx-3-0").table(PSt::Table).col(PSt::CC));
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
}
