//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `pöst`.
//! * Drops the table `users`.
//! * Drops the enum `c c`.
//! * Creates the enum `d`.
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
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("d").values(["a\\b", "high", "it's", "low"]),
            );
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Order::CC).uuid().null())
                .col(ColumnDef::new(Order::GrE).json_binary().not_null())
                .col(ColumnDef::new(Order::ItS).json_binary().null()),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), PSt::D, "d", ["a\\b", "high", "it's", "low"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), PSt::D, "d", ["a\\b", "high", "it's", "low"])
                            .null()
                            .default(Expr::cust("E'a\\\\b'")),
                    )
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), PSt::D, "d", ["a\\b", "high", "it's", "low"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(PSt::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
        });
    }

    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    /// `users` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("c c").values(["it's", "a\\b", "low", "high"]),
            );
        });
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::Select).string_len(100).not_null())
                .col(
                    types::enumeration(plan.backend(), Users::CC, "c c", ["it's", "a\\b", "low", "high"])
                        .not_null(),
                )
                .col(ColumnDef::new(Users::ItS).integer().not_null())
                .col(ColumnDef::new(Users::D).double().not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create().name("idx-0-1").table(Users::Table).col((Users::Select, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-0-1` ON `users` (`\"select\"` DESC)");
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
