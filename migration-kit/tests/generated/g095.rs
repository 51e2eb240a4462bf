//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops the table `pöst`.
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
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id)),
        );
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `Big Table` are lost.
    /// `pöst` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::CC).double().not_null())
                .col(ColumnDef::new(PSt::GrE).string_len(50).null())
                .col(ColumnDef::new(PSt::D).integer().not_null()),
        );
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col(PSt::D));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
