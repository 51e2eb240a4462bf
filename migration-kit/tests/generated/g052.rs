//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Drops the enum `it's`.
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
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }

    /// `Big Table` comes back without its rows.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("it's").values(["a\\b", "it's"]));
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).small_integer().null())
                    .col(ColumnDef::new(BigTable::CC).double().null().unique_key())
                    .col(
                        types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's"])
                            .null()
                            .default(Expr::cust("E'a\\\\b'")),
                    )
                    .col(
                        ColumnDef::new(BigTable::D)
                            .string_len(50)
                            .not_null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check(("positive 2 1", Expr::cust("\"select\" > 0"))),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).small_integer().null())
                    .col(ColumnDef::new(BigTable::CC).double().null().unique_key())
                    .col(
                        types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(BigTable::D).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check(("positive 2 1", Expr::cust("\"select\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).small_integer().null())
                    .col(ColumnDef::new(BigTable::CC).double().null().unique_key())
                    .col(
                        types::enumeration(plan.backend(), BigTable::ItS, "it's", ["a\\b", "it's"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(BigTable::D).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check(("positive 2 1", Expr::cust("`select` > 0"))),
            );
        });
        plan.add(Index::create().name("idx-2-1").table(BigTable::Table).col(BigTable::CC));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
