//! In this step:
//!
//! * Creates the table `order`.
//! * Drops the table `pöst`.
//! * Drops `users.c c`.
//! * Adds `users.größe`.
//! * Drops `users.it's`.
//! * Drops the check positive 0 2 of `users`.
//! * Adds the unique constraint of `users` (größe).
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
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"positive 0 2\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP CONSTRAINT `positive 0 2`");
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::A).double().null())
                    .col(ColumnDef::new(Order::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent2)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Users::Table)
                        .col(ColumnDef::new(Users::Id).uuid().not_null())
                        .col(ColumnDef::new(Users::K).integer().not_null())
                        .col(ColumnDef::new(Users::GrE).integer().null().unique_key())
                        .primary_key(Index::create().col(Users::K).col(Users::Id))
                        .take(),
                )
                .drop_column(Users::CC)
                .drop_column(Users::ItS),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Order::A).double().null())
                    .col(ColumnDef::new(Order::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-order-parent_2")
                            .from(Order::Table, Order::Parent2)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("größe").table(Users::Table).unique().col(Users::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_größe_key\" UNIQUE (\"größe\")");
        });
        plan.add(Index::create().name("idx-1-0").table(Order::Table).col((Order::A, IndexOrder::Desc)));
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    /// `users.c c` comes back without its values.
    /// The values of `users.größe` are lost.
    /// `users.it's` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("größe").table(Users::Table));
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), PSt::A).null().default(types::now(plan.backend())))
                    .col(ColumnDef::new(PSt::GrE).small_integer().null().unique_key())
                    .col(ColumnDef::new(PSt::ItS).integer().not_null().default(7))
                    .check(("positive 3 4", Expr::cust("`it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_größe_key\"");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), PSt::A).null().default(types::now(plan.backend())))
                    .col(ColumnDef::new(PSt::GrE).small_integer().null().unique_key())
                    .col(ColumnDef::new(PSt::ItS).integer().not_null().default(7))
                    .check(("positive 3 4", Expr::cust("\"it's\" > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::CC).small_integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::ItS).boolean().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::ItS, Expr::cust("false")));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::ItS).boolean().not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::CC).small_integer().null())
                    .col(ColumnDef::new(Users::ItS).boolean().not_null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .check(("positive 0 2", Expr::cust("\"c c\" > 0")))
                    .take(),
            )
            .fill_column(Users::ItS, Expr::cust("false"))
            .drop_column(Users::GrE),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"positive 0 2\" CHECK (\"c c\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD CONSTRAINT `positive 0 2` CHECK (`c c` > 0)");
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    K,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
}
