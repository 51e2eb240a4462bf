//! In this step:
//!
//! * Creates the table `pöst`.
//! * Creates the enum `c c`.
//! * Creates the enum `it's`.
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
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["it's"]));
            plan.add(extension::postgres::Type::create().as_enum("it's").values(["it's"]));
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(types::enumeration(plan.backend(), PSt::CC, "c c", ["it's"]).null())
                .col(types::enumeration(plan.backend(), PSt::ItS, "it's", ["it's"]).null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-2")
                    .table(PSt::Table)
                    .col(PSt::CC)
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
    }

    /// The rows of `pöst` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
}
