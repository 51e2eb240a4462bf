//! In this step:
//!
//! * Creates the table `pöst`.
//! * Drops `Big Table.c c`.
//! * Adds `Big Table.d`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::ops::RebuildTable;
use migration_kit::step::{Plan, Step};
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
                .col(ColumnDef::new(PSt::CC).json_binary().not_null()),
        );
        plan.add(Table::alter().table(BigTable::Table).add_column(ColumnDef::new(BigTable::D).date().null()));
        plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
    }

    /// The rows of `pöst` are lost.
    /// `Big Table.c c` comes back without its values.
    /// The values of `Big Table.d` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::CC).json_binary().null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::CC, Expr::cust("'{}'")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::CC).json_binary().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::CC).json_binary().not_null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .fill_column(BigTable::CC, Expr::cust("'{}'"))
            .drop_column(BigTable::D),
        );
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    D,
    #[sea_orm(iden = "c c")]
    CC,
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
}
