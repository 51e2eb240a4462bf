//! In this step:
//!
//! * Creates the table `pöst`.
//! * Adds `users.c c`.
//! * Adds `users.parent_0`.
//! * Drops `users.parent_3`.
//! * Drops the foreign key of `users` (parent_3) to `users`.
//! * Creates the index `idx-0-1` on `users` ("c c" desc).
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
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::CC).string_len(50).null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent0).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).double().null().unique_key())
                    .col(ColumnDef::new(Users::CC).string_len(50).null())
                    .col(ColumnDef::new(Users::GrE).boolean().null().default(true))
                    .col(ColumnDef::new(Users::ItS).string_len(100).null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .take(),
            )
            .drop_column(Users::Parent3),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-1")
                    .table(Users::Table)
                    .unique()
                    .col((Users::CC, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE UNIQUE INDEX `idx-0-1` ON `users` (`\"c c\"` DESC)");
        });
    }

    /// The rows of `pöst` are lost.
    /// The values of `users.c c` are lost.
    /// The values of `users.parent_0` are lost.
    /// `users.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-0-1").table(Users::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent3).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent0));
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).double().null().unique_key())
                    .col(ColumnDef::new(Users::GrE).boolean().null().default(true))
                    .col(ColumnDef::new(Users::ItS).string_len(100).null())
                    .col(ColumnDef::new(Users::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent3)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(Users::CC)
            .drop_column(Users::Parent0),
        );
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
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
