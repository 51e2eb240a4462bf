//! In this step:
//!
//! * Drops `order.a`.
//! * Changes `order.c c` from integer null to integer not null.
//! * Drops `order.it's`.
//! * Drops `pöst.a`.
//! * Changes `pöst.id` from integer not null identity by default to uuid not null.
//! * Drops the unique constraint of `order` (c c).
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
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("c c").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_c c_key\"");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::CC).integer().not_null())
                    .col(ColumnDef::new(Order::D).integer().not_null().default(7))
                    .check(("positive 1 5", Expr::cust("d > 0")))
                    .take(),
            )
            .drop_column(Order::A)
            .drop_column(Order::ItS),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(PSt::A),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::CC).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::A));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::A));
        });
    }

    /// `order.a` comes back without its values.
    /// `order.it's` comes back without its values.
    /// `pöst.a` comes back without its values.
    /// It fails while a value of `pöst.id` does not fit integer.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(types::text(plan.backend(), Order::A).null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::ItS).integer().null()),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::A).uuid().null()));
            plan.add(Query::update().table(Order::Table).value(Order::A, Expr::cust("''")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Query::update()
                    .table(PSt::Table)
                    .value(PSt::A, Expr::cust("'00000000-0000-0000-0000-000000000000'")),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Query::update().table(PSt::Table).value(PSt::A, Expr::cust("repeat(char(0), 16)")));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Order::A).not_null())
                    .col(ColumnDef::new(Order::CC).integer().null().unique_key())
                    .col(ColumnDef::new(Order::ItS).integer().null())
                    .col(ColumnDef::new(Order::D).integer().not_null().default(7))
                    .check(("positive 1 5", Expr::cust("d > 0")))
                    .take(),
            )
            .fill_column(Order::A, Expr::cust("''")),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::A).uuid().not_null())
                    .take(),
            )
            .fill_column(PSt::A, Expr::cust("zeroblob(16)")),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::A).not_null()),
            );
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::CC).integer().null()),
            );
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::A).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer");
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Id).integer().not_null()),
            );
            plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY");
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"order_c c_key\" UNIQUE (\"c c\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::Id).integer().not_null().auto_increment()),
            );
            plan.add(Index::create().name("c c").table(Order::Table).unique().col(Order::CC));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
}
