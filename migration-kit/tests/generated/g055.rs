//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `pöst`.
//! * Adds `Big Table.a`.
//! * Adds `Big Table.größe`.
//! * Adds `Big Table.parent_0`.
//! * Adds the check positive 2 3 of `Big Table`.
//! * Adds the foreign key of `Big Table` (parent_0) to `Big Table`.
//! * Creates the index `idx-2-0` on `Big Table` (a desc).
//! * Creates the index `idx-2-1` on `Big Table` (a).
//! * Adds the unique constraint of `Big Table` (a).
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
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::A).string_len(100).not_null())
                .col(ColumnDef::new(Order::ItS).date().null())
                .col(ColumnDef::new(Order::D).integer().not_null()),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).double().null())
                    .col(ColumnDef::new(PSt::GrE).integer().not_null())
                    .col(ColumnDef::new(PSt::D).small_integer().null().default(7))
                    .check(("positive 3 3", Expr::cust("\"größe\" > 0")))
                    .check(("positive 3 5", Expr::cust("d > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).double().null())
                    .col(ColumnDef::new(PSt::GrE).integer().not_null())
                    .col(ColumnDef::new(PSt::D).small_integer().null().default(7))
                    .check(("positive 3 3", Expr::cust("`größe` > 0")))
                    .check(("positive 3 5", Expr::cust("d > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::A).string_len(100).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::GrE).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).uuid().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(BigTable::A).string_len(100).null().unique_key())
                .col(ColumnDef::new(BigTable::GrE).integer().null())
                .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent0)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .check(("positive 2 3", Expr::cust("\"größe\" > 0")))
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_a_key\" UNIQUE (\"a\")");
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"positive 2 3\" CHECK (\"größe\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("a").table(BigTable::Table).unique().col(BigTable::A));
            plan.add_sql("ALTER TABLE `Big Table` ADD CONSTRAINT `positive 2 3` CHECK (`größe` > 0)");
        });
        plan.add(Index::create().name("idx-2-0").table(BigTable::Table).col((BigTable::A, IndexOrder::Desc)));
        plan.add(Index::create().name("idx-2-1").table(BigTable::Table).col(BigTable::A));
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).unique().col(PSt::A));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The rows of `pöst` are lost.
    /// The values of `Big Table.a` are lost.
    /// The values of `Big Table.größe` are lost.
    /// The values of `Big Table.parent_0` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
        });
        plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        plan.add(Index::drop().name("idx-2-1").table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_a_key\"");
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"positive 2 3\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("a").table(BigTable::Table));
            plan.add_sql("ALTER TABLE `Big Table` DROP CONSTRAINT `positive 2 3`");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(BigTable::A)
            .drop_column(BigTable::GrE)
            .drop_column(BigTable::Parent0),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    Id,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
