//! Drops `pöst.d`.
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::ops::RebuildTable;
use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.add(Table::alter().table(PSt::Table).drop_column(PSt::D));
    }

    /// `pöst.d` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(types::text(plan.backend(), PSt::D).null()));
            plan.add(Query::update().table(PSt::Table).value(PSt::D, Expr::cust("''")));
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(types::text(plan.backend(), PSt::D).not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::CC).string_len(100).not_null())
                    .col(ColumnDef::new(PSt::GrE).uuid().null().unique_key())
                    .col(types::text(plan.backend(), PSt::D).not_null())
                    .take(),
            )
            .fill_column(PSt::D, Expr::cust("''")),
        );
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    D,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
}
