//! In this step:
//!
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
                .col(types::timestamp(plan.backend(), PSt::CC).null())
                .col(ColumnDef::new(PSt::GrE).json_binary().not_null())
                .col(ColumnDef::new(PSt::D).date().not_null()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::CC).integer().null().default(7))
                    .col(ColumnDef::new(Users::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::CC).integer().null().default(7))
                    .col(ColumnDef::new(Users::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_2")
                            .from(Users::Table, Users::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col(PSt::CC));
    }

    /// The rows of `pöst` are lost.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
