//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
//! * Creates the table `pöst`.
//! * Drops the table `users`.
//! * Drops the enum `c c`.
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
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Select).string_len(50).null())
                    .col(ColumnDef::new(PSt::D).date().not_null())
                    .col(ColumnDef::new(PSt::Parent1).integer().null())
                    .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent1).to(PSt::Table, PSt::Id)),
            );
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::GrE).date().not_null())
                    .col(ColumnDef::new(BigTable::ItS).double().null())
                    .col(ColumnDef::new(BigTable::D).boolean().not_null().default(true))
                    .col(ColumnDef::new(BigTable::Parent2).integer().null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Select).string_len(50).null())
                    .col(ColumnDef::new(PSt::D).date().not_null())
                    .col(ColumnDef::new(PSt::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_1")
                            .from(PSt::Table, PSt::Parent1)
                            .to(PSt::Table, PSt::Id),
                    ),
            );
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::GrE).date().not_null())
                    .col(ColumnDef::new(BigTable::ItS).double().null())
                    .col(ColumnDef::new(BigTable::D).boolean().not_null().default(true))
                    .col(ColumnDef::new(BigTable::Parent2).integer().null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_3")
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_2")
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col((BigTable::GrE, IndexOrder::Desc))
                    .col(BigTable::D),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-2-2` ON `Big Table` (`\"größe\"` DESC, `d`)");
        });
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
        });
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b", "high", "low"]));
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::A).date().not_null())
                .col(types::enumeration(plan.backend(), Users::CC, "c c", ["a\\b", "high", "low"]).not_null())
                .col(ColumnDef::new(Users::ItS).integer().not_null().default(7))
                .col(ColumnDef::new(Users::D).string_len(100).not_null()),
        );
        plan.add(Index::create().name("idx-0-1").table(Users::Table).col((Users::D, IndexOrder::Desc)));
        plan.add(Table::drop().table(BigTable::Table));
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    Select,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
