//! In this step:
//!
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
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::D).json_binary().null()),
        );
        plan.add(Table::drop().table(PSt::Table));
    }

    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Select).decimal_len(10, 2).null().unique_key())
                    .col(ColumnDef::new(PSt::CC).double().not_null())
                    .col(ColumnDef::new(PSt::ItS).date().null())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent2).to(PSt::Table, PSt::Id)),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Select).decimal_len(10, 2).null().unique_key())
                    .col(ColumnDef::new(PSt::CC).double().not_null())
                    .col(ColumnDef::new(PSt::ItS).date().null())
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
            plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::Select, IndexOrder::Desc)));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-3-1` ON `pöst` (`\"select\"` DESC)");
        });
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
}
