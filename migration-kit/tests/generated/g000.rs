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
                .col(ColumnDef::new(Users::A).json_binary().not_null())
                .col(ColumnDef::new(Users::Select).double().null())
                .col(ColumnDef::new(Users::ItS).boolean().not_null()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(ColumnDef::new(PSt::Select).uuid().null())
                    .col(ColumnDef::new(PSt::CC).small_integer().not_null())
                    .col(ColumnDef::new(PSt::GrE).string_len(100).null().unique_key())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent2)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(ColumnDef::new(PSt::Select).uuid().null())
                    .col(ColumnDef::new(PSt::CC).small_integer().not_null())
                    .col(ColumnDef::new(PSt::GrE).string_len(100).null().unique_key())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create().name("idx-0-0").table(Users::Table).col((Users::Select, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-0-0` ON `users` (`\"select\"` DESC)");
        });
        plan.add(Index::create().name("idx-0-2").table(Users::Table).col(Users::Select));
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
    K,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
}
