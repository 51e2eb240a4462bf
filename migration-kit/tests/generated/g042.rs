//! Creates the table `users`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Users::GrE).double().not_null())
                    .col(ColumnDef::new(Users::ItS).integer().null())
                    .col(ColumnDef::new(Users::D).double().not_null())
                    .check(("positive 0 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Users::GrE).double().not_null())
                    .col(ColumnDef::new(Users::ItS).integer().null())
                    .col(ColumnDef::new(Users::D).double().not_null())
                    .check(("positive 0 4", Expr::cust("`it's\" > 0"))),
            );
        });
    }

    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
