//! In this step:
//!
//! * Creates the table `users`.
//! * Adds `pöst.größe`.
//! * Drops `pöst.parent_3`.
//! * Drops the foreign key of `pöst` (parent_3) to `pöst`.
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
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-pöst-parent_3").table(PSt::Table));
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::A).integer().not_null().default(7))
                .col(ColumnDef::new(Users::Select).double().null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::GrE).double().null()));
            plan.add(Query::update().table(PSt::Table).value(PSt::GrE, Expr::cust("1.5")));
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::GrE).double().not_null()),
            );
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), PSt::CC).null())
                    .col(ColumnDef::new(PSt::GrE).double().not_null())
                    .col(ColumnDef::new(PSt::ItS).double().null().unique_key())
                    .take(),
            )
            .fill_column(PSt::GrE, Expr::cust("1.5"))
            .drop_column(PSt::Parent3),
        );
    }

    /// The rows of `users` are lost.
    /// The values of `pöst.größe` are lost.
    /// `pöst.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent3).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::GrE));
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_3")
                    .from(PSt::Table, PSt::Parent3)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), PSt::CC).null())
                    .col(ColumnDef::new(PSt::ItS).double().null().unique_key())
                    .col(ColumnDef::new(PSt::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent3)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(PSt::GrE),
        );
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    Select,
}
