//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `pöst`.
//! * Drops the table `users`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key()),
        );
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::A).double().null().unique_key())
                .col(types::text(plan.backend(), PSt::Select).null())
                .col(ColumnDef::new(PSt::CC).json_binary().not_null())
                .col(types::text(plan.backend(), PSt::D).not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-1")
                    .table(PSt::Table)
                    .col((PSt::A, IndexOrder::Desc))
                    .and_where(Expr::cust("a IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `pöst` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment()),
        );
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
