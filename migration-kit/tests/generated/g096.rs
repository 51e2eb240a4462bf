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
            Table::create().table(PSt::Table).col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::Parent0).uuid().null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::Parent0).uuid().null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_0")
                            .from(Users::Table, Users::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
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
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    K,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
