//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Adds `order.a`.
//! * Adds `order.c c`.
//! * Drops `order.d`.
//! * Adds `order.parent_0`.
//! * Drops `order.parent_1`.
//! * Adds `order.parent_3`.
//! * Drops `order.select`.
//! * Drops `pöst.it's`.
//! * Adds `pöst.parent_1`.
//! * Adds `pöst.parent_2`.
//! * Drops `pöst.select`.
//! * Creates the enum `c c`.
//! * Adds the foreign key of `order` (parent_0) to `Big Table`.
//! * Drops the foreign key of `order` (parent_1) to `pöst`.
//! * Adds the foreign key of `order` (parent_3) to `Big Table`.
//! * Creates the index `idx-1-0` on `order` (a).
//! * Adds the unique constraint of `order` (c c).
//! * Adds the foreign key of `pöst` (parent_1) to `Big Table`.
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
            plan.add(ForeignKey::drop().name("fk-order-parent_1").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b", "it's", "high"]));
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), BigTable::CC, "c c", ["a\\b", "it's", "high"])
                            .not_null(),
                    )
                    .col(ColumnDef::new(BigTable::ItS).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Order::Table)
                        .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(Order::A).date().null())
                        .col(ColumnDef::new(Order::CC).string_len(50).null().unique_key())
                        .col(ColumnDef::new(Order::Parent0).uuid().null())
                        .col(ColumnDef::new(Order::Parent3).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent3)
                                .to(BigTable::Table, BigTable::Id),
                        )
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent0)
                                .to(BigTable::Table, BigTable::Id)
                                .on_delete(ForeignKeyAction::SetNull),
                        )
                        .take(),
                )
                .drop_column(Order::D)
                .drop_column(Order::Parent1)
                .drop_column(Order::Select),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(PSt::Table)
                        .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(PSt::Parent1).uuid().null())
                        .col(ColumnDef::new(PSt::Parent2).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(PSt::Table, PSt::Parent1)
                                .to(BigTable::Table, BigTable::Id)
                                .on_delete(ForeignKeyAction::SetNull),
                        )
                        .take(),
                )
                .drop_column(PSt::ItS)
                .drop_column(PSt::Select),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), BigTable::CC, "c c", ["a\\b", "it's", "high"])
                            .not_null(),
                    )
                    .col(ColumnDef::new(BigTable::ItS).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_1")
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::A).date().null()));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::CC).string_len(50).null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent0).uuid().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent3).uuid().null()),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent1).uuid().null()));
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent2).uuid().null()));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent1));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::ItS));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Select));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("c c").table(Order::Table).unique().col(Order::CC));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"order_c c_key\" UNIQUE (\"c c\")");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-1")
                    .table(BigTable::Table)
                    .unique()
                    .col(BigTable::ItS)
                    .and_where(Expr::cust("\"it's\" IS NOT NULL")),
            );
        });
        plan.add(Index::create().name("idx-1-0").table(Order::Table).col(Order::A));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_0")
                    .from(Order::Table, Order::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(BigTable::Table, BigTable::Id),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_1")
                    .from(PSt::Table, PSt::Parent1)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// The values of `order.a` are lost.
    /// The values of `order.c c` are lost.
    /// `order.d` comes back without its values.
    /// The values of `order.parent_0` are lost.
    /// `order.parent_1` comes back without its values.
    /// The values of `order.parent_3` are lost.
    /// `order.select` comes back without its values.
    /// `pöst.it's` comes back without its values.
    /// The values of `pöst.parent_1` are lost.
    /// The values of `pöst.parent_2` are lost.
    /// `pöst.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_0").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_1").table(PSt::Table));
        });
        plan.add(Index::drop().name("idx-1-0").table(Order::Table));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("c c").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_c c_key\"");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::D).boolean().not_null().default(true)),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent1).uuid().null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Select).boolean().not_null().default(true)),
            );
            plan.add(Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::ItS).date().null()));
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Select).double().null()),
            );
            plan.add(Query::update().table(PSt::Table).value(PSt::Select, Expr::cust("0")));
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::Select).double().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::A));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent0));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent3));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent1));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent2));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_1")
                    .from(Order::Table, Order::Parent1)
                    .to(PSt::Table, PSt::Id),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::Select).boolean().not_null().default(true))
                    .col(ColumnDef::new(Order::D).boolean().not_null().default(true))
                    .col(ColumnDef::new(Order::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create().from(Order::Table, Order::Parent1).to(PSt::Table, PSt::Id),
                    )
                    .take(),
            )
            .drop_column(Order::A)
            .drop_column(Order::CC)
            .drop_column(Order::Parent0)
            .drop_column(Order::Parent3),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::Select).double().not_null())
                    .col(ColumnDef::new(PSt::ItS).date().null())
                    .take(),
            )
            .fill_column(PSt::Select, Expr::cust("0"))
            .drop_column(PSt::Parent1)
            .drop_column(PSt::Parent2),
        );
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Id,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    Select,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
    Select,
}
