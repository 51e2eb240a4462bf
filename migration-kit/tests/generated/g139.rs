//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Adds `order.d`.
//! * Drops `order.it's`.
//! * Drops `order.parent_1`.
//! * Drops `order.parent_3`.
//! * Adds `order.select`.
//! * Adds the check positive 1 1 of `order`.
//! * Drops the foreign key of `order` (parent_1) to `order`.
//! * Drops the foreign key of `order` (parent_3) to `Big Table`.
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
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
            plan.add(Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::D).uuid().null()));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Select).small_integer().null().default(7)),
            );
            plan.add(
                Query::update()
                    .table(Order::Table)
                    .value(Order::D, Expr::cust("x'00000000000000000000000000000001'")),
            );
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::D).uuid().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent1));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).string_len(100).not_null())
                    .col(ColumnDef::new(Order::Select).small_integer().null().default(7))
                    .col(types::timestamp(plan.backend(), Order::CC).not_null())
                    .col(ColumnDef::new(Order::D).uuid().not_null())
                    .check(("positive 1 1", Expr::cust("\"select\" > 0")))
                    .take(),
            )
            .fill_column(Order::D, Expr::cust("x'00000000000000000000000000000001'"))
            .drop_column(Order::ItS)
            .drop_column(Order::Parent1)
            .drop_column(Order::Parent3),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"positive 1 1\" CHECK (\"select\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` ADD CONSTRAINT `positive 1 1` CHECK (`select` > 0)");
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The values of `order.d` are lost.
    /// `order.it's` comes back without its values.
    /// `order.parent_1` comes back without its values.
    /// `order.parent_3` comes back without its values.
    /// The values of `order.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"positive 1 1\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` DROP CONSTRAINT `positive 1 1`");
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).boolean().null().default(true))
                    .col(
                        types::timestamp(plan.backend(), BigTable::CC)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Order::Table)
                        .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(Order::A).string_len(100).not_null())
                        .col(types::timestamp(plan.backend(), Order::CC).not_null())
                        .col(ColumnDef::new(Order::ItS).integer().not_null())
                        .col(ColumnDef::new(Order::Parent1).integer().null())
                        .col(ColumnDef::new(Order::Parent3).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent3)
                                .to(BigTable::Table, BigTable::Id),
                        )
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent1)
                                .to(Order::Table, Order::Id)
                                .on_delete(ForeignKeyAction::SetNull),
                        )
                        .take(),
                )
                .fill_column(Order::ItS, Expr::cust("0"))
                .drop_column(Order::D)
                .drop_column(Order::Select),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).boolean().null().default(true))
                    .col(
                        types::timestamp(plan.backend(), BigTable::CC)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_3")
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_1")
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::ItS).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent1).integer().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent3).uuid().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::ItS, Expr::cust("0")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::ItS).integer().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_1")
                    .from(Order::Table, Order::Parent1)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
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
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    D,
    Select,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
