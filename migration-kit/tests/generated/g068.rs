//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Drops the table `pöst`.
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::GrE).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(Users::ItS).decimal_len(10, 2).null().unique_key())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(
                        ColumnDef::new(Users::GrE)
                            .string_len(50)
                            .not_null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(ColumnDef::new(Users::ItS).decimal_len(10, 2).null().unique_key())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_1")
                            .from(Users::Table, Users::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::GrE).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(Users::ItS).decimal_len(10, 2).null().unique_key())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_1")
                            .from(Users::Table, Users::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                .col(ColumnDef::new(BigTable::K).integer().not_null())
                .col(ColumnDef::new(BigTable::ItS).uuid().not_null())
                .col(types::timestamp(plan.backend(), BigTable::D).null().unique_key())
                .primary_key(Index::create().col(BigTable::K).col(BigTable::Id)),
        );
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
        plan.add(
            Index::create()
                .name("idx-2-2")
                .table(BigTable::Table)
                .unique()
                .col((BigTable::D, IndexOrder::Desc)),
        );
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
