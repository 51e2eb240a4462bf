//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Drops the table `pöst`.
//! * Drops the table `users`.
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
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::A).small_integer().null())
                .col(ColumnDef::new(BigTable::GrE).string_len(100).null())
                .col(types::text(plan.backend(), BigTable::ItS).not_null()),
        );
        plan.add(
            Index::create()
                .name("idx-2-0")
                .table(BigTable::Table)
                .unique()
                .col((BigTable::A, IndexOrder::Desc)),
        );
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `Big Table` are lost.
    /// `pöst` comes back without its rows.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(ColumnDef::new(PSt::A).small_integer().null())
                .col(ColumnDef::new(PSt::GrE).json_binary().not_null())
                .col(ColumnDef::new(PSt::ItS).double().not_null())
                .col(types::timestamp(plan.backend(), PSt::D).null().default(types::now(plan.backend())))
                .col(ColumnDef::new(PSt::Parent1).uuid().null())
                .col(ColumnDef::new(PSt::Parent3).uuid().null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .check(("positive 3 0", Expr::cust("a > 0"))),
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::Select).boolean().not_null().default(true))
                .col(ColumnDef::new(Users::ItS).string_len(50).null()),
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
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
}
