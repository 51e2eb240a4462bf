//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `pöst`.
//! * Creates the table `users`.
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
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::GrE).small_integer().null().default(7))
                .col(ColumnDef::new(PSt::ItS).string_len(50).not_null()),
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null())
                .col(ColumnDef::new(Users::K).integer().not_null())
                .col(ColumnDef::new(Users::A).small_integer().null().unique_key())
                .col(ColumnDef::new(Users::GrE).json_binary().null())
                .col(types::timestamp(plan.backend(), Users::ItS).null())
                .primary_key(Index::create().col(Users::K).col(Users::Id)),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-3-0").table(PSt::Table).col((PSt::GrE, IndexOrder::Desc)));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-3-0` ON `pöst` (`\"größe\"` DESC)");
        });
        plan.add(Index::create().name("idx-0-0").table(Users::Table).col(Users::ItS));
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `pöst` are lost.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::Select).string_len(100).not_null())
                .col(ColumnDef::new(BigTable::CC).uuid().not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-0")
                    .table(BigTable::Table)
                    .col((BigTable::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(PSt::Table));
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
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}
