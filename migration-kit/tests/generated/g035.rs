//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `pöst`.
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
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::Select).string_len(50).null().unique_key())
                .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).not_null()),
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::Select).json_binary().not_null())
                .col(ColumnDef::new(Users::GrE).string_len(50).not_null()),
        );
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).date().null())
                    .col(ColumnDef::new(PSt::ItS).json_binary().not_null())
                    .col(ColumnDef::new(PSt::D).string_len(50).null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent2).to(PSt::Table, PSt::Id)),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).date().null())
                    .col(ColumnDef::new(PSt::ItS).json_binary().not_null())
                    .col(
                        ColumnDef::new(PSt::D)
                            .string_len(50)
                            .null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).date().null())
                    .col(ColumnDef::new(PSt::ItS).json_binary().not_null())
                    .col(ColumnDef::new(PSt::D).string_len(50).null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id),
                    ),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
}
