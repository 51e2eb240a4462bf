//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops the table `pöst`.
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
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::A).date().null())
                .col(ColumnDef::new(BigTable::CC).decimal_len(10, 2).null())
                .col(ColumnDef::new(BigTable::D).json_binary().not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-0")
                    .table(BigTable::Table)
                    .unique()
                    .col(BigTable::A)
                    .and_where(Expr::cust("a IS NOT NULL")),
            );
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col((BigTable::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `Big Table` are lost.
    /// `pöst` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(PSt::ItS).uuid().null()),
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
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
}
