//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `pöst`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).string_len(50).null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(PSt::Select).date().null())
                    .col(ColumnDef::new(PSt::D).integer().null().default(7)),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(
                        ColumnDef::new(PSt::A)
                            .string_len(50)
                            .null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(ColumnDef::new(PSt::Select).date().null())
                    .col(ColumnDef::new(PSt::D).integer().null().default(7)),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::CC).string_len(100).null())
                .col(ColumnDef::new(BigTable::D).string_len(50).not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-0")
                    .table(BigTable::Table)
                    .col((BigTable::D, IndexOrder::Desc))
                    .col((BigTable::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
    D,
}
