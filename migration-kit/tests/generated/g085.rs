//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `users`.
//! * Drops `Big Table.parent_0`.
//! * Drops `pöst.parent_0`.
//! * Changes `pöst.select` from date null to character varying(50) not null default E'it\'s \\ \'x\''.
//! * Drops the foreign key of `Big Table` (parent_0) to `users`.
//! * Drops the foreign key of `pöst` (parent_0) to `users`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_0").table(PSt::Table));
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::D).date().null()),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::ItS).uuid().not_null())
                    .take(),
            )
            .drop_column(BigTable::Parent0),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(ColumnDef::new(PSt::Select).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(PSt::D).integer().null())
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .take(),
            )
            .drop_column(PSt::Parent0),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(
                    ColumnDef::new(PSt::Select)
                        .string_len(50)
                        .not_null()
                        .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(
                    ColumnDef::new(PSt::Select).string_len(50).not_null().default("it's \\ 'x'"),
                ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent0));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-1")
                    .table(Order::Table)
                    .col((Order::D, IndexOrder::Desc))
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `order` are lost.
    /// `users` comes back without its rows.
    /// `Big Table.parent_0` comes back without its values.
    /// `pöst.parent_0` comes back without its values.
    /// It fails while a value of `pöst.select` does not fit date.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Users::Select).null())
                    .col(ColumnDef::new(Users::ItS).integer().not_null())
                    .col(types::timestamp(plan.backend(), Users::D).null())
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .check(("positive 0 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Users::Select).null())
                    .col(ColumnDef::new(Users::ItS).integer().not_null())
                    .col(types::timestamp(plan.backend(), Users::D).null())
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .check(("positive 0 4", Expr::cust("`it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent0).integer().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::ItS).uuid().not_null())
                .col(ColumnDef::new(BigTable::Parent0).integer().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent0)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        ));
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(ColumnDef::new(PSt::Select).date().null())
                .col(ColumnDef::new(PSt::D).integer().null())
                .col(ColumnDef::new(PSt::Parent0).integer().null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .foreign_key(
                    ForeignKey::create()
                        .from(PSt::Table, PSt::Parent0)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"select\" DROP DEFAULT");
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"select\" TYPE date USING \"select\"::date");
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Select).date().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Select).date().null()),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-0")
                    .table(Users::Table)
                    .unique()
                    .col((Users::D, IndexOrder::Desc))
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_0")
                    .from(PSt::Table, PSt::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    Select,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
