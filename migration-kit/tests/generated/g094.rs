//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops `pöst.c c`.
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(types::timestamp(plan.backend(), BigTable::A).null())
                    .col(ColumnDef::new(BigTable::GrE).string_len(50).null().unique_key())
                    .col(ColumnDef::new(BigTable::ItS).string_len(100).null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .foreign_key(
                        ForeignKey::create().from(BigTable::Table, BigTable::Parent3).to(PSt::Table, PSt::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(types::timestamp(plan.backend(), BigTable::A).null())
                    .col(ColumnDef::new(BigTable::GrE).string_len(50).null().unique_key())
                    .col(ColumnDef::new(BigTable::ItS).string_len(100).null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id)),
            );
        });
        plan.add(Table::alter().table(PSt::Table).drop_column(PSt::CC));
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col(BigTable::A)
                    .and_where(Expr::cust("a IS NOT NULL")),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(PSt::Table, PSt::Id),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// `pöst.c c` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .add_column(ColumnDef::new(PSt::CC).string_len(50).not_null().default("it's \\ 'x'")),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).add_column(
                    ColumnDef::new(PSt::CC)
                        .string_len(50)
                        .not_null()
                        .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                ),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}
