//! Creates the table `Big Table`.
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).date().null())
                    .col(ColumnDef::new(BigTable::CC).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::ItS).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .check(("positive 2 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).date().null())
                    .col(ColumnDef::new(BigTable::CC).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::ItS).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_1")
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .check(("positive 2 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).date().null())
                    .col(ColumnDef::new(BigTable::CC).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::ItS).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_1")
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .check(("positive 2 4", Expr::cust("`it's\" > 0"))),
            );
        });
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
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
