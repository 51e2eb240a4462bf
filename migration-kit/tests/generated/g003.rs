//! In this step:
//!
//! * Creates the table `pöst`.
//! * Drops the table `users`.
//! * Adds `order.a`.
//! * Adds `order.c c`.
//! * Adds `order.d`.
//! * Adds `order.it's`.
//! * Drops `order.parent_0`.
//! * Drops `order.parent_3`.
//! * Drops the index `idx-2-2` of `Big Table`.
//! * Drops the foreign key of `order` (parent_0) to `order`.
//! * Drops the foreign key of `order` (parent_3) to `order`.
//! * Creates the index `idx-1-0` on `order` (a desc).
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
            plan.add(ForeignKey::drop().name("fk-order-parent_0").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
        });
        plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::GrE).json_binary().not_null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(types::timestamp(plan.backend(), Order::A).null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::CC).json_binary().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(types::text(plan.backend(), Order::D).null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::ItS).json_binary().null()),
            );
            plan.add(
                Query::update()
                    .table(Order::Table)
                    .value(Order::A, Expr::cust("'2026-01-01T10:00:00.123+00:00'")),
            );
            plan.add(Query::update().table(Order::Table).value(Order::D, Expr::cust("'it''s 1 \\ \"ü\"'")));
            plan.add(Query::update().table(Order::Table).value(Order::ItS, Expr::cust("'{\"row\": 1}'")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::timestamp(plan.backend(), Order::A).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::D).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::ItS).json_binary().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent0));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), Order::A).not_null())
                    .col(ColumnDef::new(Order::CC).json_binary().null())
                    .col(ColumnDef::new(Order::ItS).json_binary().not_null())
                    .col(types::text(plan.backend(), Order::D).not_null())
                    .take(),
            )
            .fill_column(Order::A, Expr::cust("'2026-01-01T10:00:00.123+00:00'"))
            .fill_column(Order::D, Expr::cust("'it''s 1 \\ \"ü\"'"))
            .fill_column(Order::ItS, Expr::cust("'{\"row\": 1}'"))
            .drop_column(Order::Parent0)
            .drop_column(Order::Parent3),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-0")
                    .table(Order::Table)
                    .col((Order::A, IndexOrder::Desc))
                    .and_where(Expr::cust("a IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
    }

    /// The rows of `pöst` are lost.
    /// `users` comes back without its rows.
    /// The values of `order.a` are lost.
    /// The values of `order.c c` are lost.
    /// The values of `order.d` are lost.
    /// The values of `order.it's` are lost.
    /// `order.parent_0` comes back without its values.
    /// `order.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-1-0").table(Order::Table));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::A).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(Users::GrE).uuid().not_null())
                    .col(ColumnDef::new(Users::ItS).string_len(50).null())
                    .col(ColumnDef::new(Users::D).boolean().null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(
                        ColumnDef::new(Users::A)
                            .string_len(50)
                            .not_null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(ColumnDef::new(Users::GrE).uuid().not_null())
                    .col(ColumnDef::new(Users::ItS).string_len(50).null())
                    .col(ColumnDef::new(Users::D).boolean().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent0).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent3).integer().null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::A));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::Parent0).integer().null())
                    .col(ColumnDef::new(Order::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent3)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent0)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(Order::A)
            .drop_column(Order::CC)
            .drop_column(Order::D)
            .drop_column(Order::ItS),
        );
        plan.add(Index::create().name("idx-2-2").table(BigTable::Table).col(BigTable::ItS));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_0")
                    .from(Order::Table, Order::Parent0)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}
