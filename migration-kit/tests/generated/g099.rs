//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `pöst`.
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
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(types::text(plan.backend(), Order::A).not_null())
                .col(types::timestamp(plan.backend(), Order::CC).null())
                .col(ColumnDef::new(Order::D).date().not_null())
                .primary_key(Index::create().col(Order::K).col(Order::Id)),
        );
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::ItS).small_integer().null().unique_key())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent2).to(PSt::Table, PSt::Id)),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::ItS).small_integer().null().unique_key())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-0")
                    .table(PSt::Table)
                    .col((PSt::ItS, IndexOrder::Desc))
                    .and_where(Expr::cust("\"it's\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
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
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
