//! In this step:
//!
//! * Creates the table `pöst`.
//! * Creates the table `users`.
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
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::Select).string_len(50).null())
                .col(ColumnDef::new(Users::D).integer().not_null().default(7))
                .check(("positive 0 5", Expr::cust("d > 0"))),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).uuid().not_null())
                    .col(ColumnDef::new(PSt::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create().from(PSt::Table, PSt::Parent1).to(Users::Table, Users::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).uuid().not_null())
                    .col(ColumnDef::new(PSt::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_1")
                            .from(PSt::Table, PSt::Parent1)
                            .to(Users::Table, Users::Id),
                    ),
            );
        });
    }

    /// The rows of `pöst` are lost.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    D,
}
