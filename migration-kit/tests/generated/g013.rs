//! In this step:
//!
//! * Creates the table `users`.
//! * Drops `pöst.größe`.
//! * Adds `pöst.parent_0`.
//! * Adds `pöst.parent_3`.
//! * Drops the enum `größe`.
//! * Adds the foreign key of `pöst` (parent_0) to `users`.
//! * Drops the index `idx-3-0` of `pöst`.
//! * Drops the index `idx-3-1` of `pöst`.
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
        plan.add(Index::drop().name("idx-3-0").table(PSt::Table));
        plan.add(Index::drop().name("idx-3-1").table(PSt::Table));
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::Select).uuid().null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent0).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent3).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::GrE));
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_0")
                    .from(PSt::Table, PSt::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::ItS).integer().null().default(7))
                    .col(ColumnDef::new(PSt::Parent0).uuid().null())
                    .col(ColumnDef::new(PSt::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(PSt::GrE),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("größe"));
        });
    }

    /// The rows of `users` are lost.
    /// `pöst.größe` comes back without its values.
    /// The values of `pöst.parent_0` are lost.
    /// The values of `pöst.parent_3` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-pöst-parent_0").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("größe").values(["it's", "a\\b"]));
            plan.add(
                Table::alter().table(PSt::Table).add_column(
                    types::enumeration(plan.backend(), PSt::GrE, "größe", ["it's", "a\\b"])
                        .not_null()
                        .default(Expr::cust("E'it\\'s'")),
                ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).add_column(
                    types::enumeration(plan.backend(), PSt::GrE, "größe", ["it's", "a\\b"])
                        .not_null()
                        .default("it's"),
                ),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), PSt::GrE, "größe", ["it's", "a\\b"])
                            .not_null()
                            .default("it's"),
                    )
                    .col(ColumnDef::new(PSt::ItS).integer().null().default(7))
                    .take(),
            )
            .drop_column(PSt::Parent0)
            .drop_column(PSt::Parent3),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent0));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent3));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-3-0").table(PSt::Table).col((PSt::GrE, IndexOrder::Desc)));
            plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::GrE, IndexOrder::Desc)));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-3-0` ON `pöst` (`\"größe\"` DESC)");
            plan.add_sql("CREATE INDEX `idx-3-1` ON `pöst` (`\"größe\"` DESC)");
        });
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
}
