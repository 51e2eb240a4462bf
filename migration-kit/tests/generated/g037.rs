//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `users`.
//! * Adds `order.d`.
//! * Drops `order.größe`.
//! * Changes `order.id` from integer not null identity by default to uuid not null.
//! * Adds `order.it's`.
//! * Creates the enum `d`.
//! * Changes the foreign key of `order` (parent_3) to `Big Table`.
//! * Drops the index `idx-1-0` of `order`.
//! * Drops the unique constraint of `order` (größe).
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
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-1-0").table(Order::Table));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("größe").table(Order::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_größe_key\"");
            plan.add(
                extension::postgres::Type::create().as_enum("d").values(["it's", "a\\b", "low", "high"]),
            );
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).integer().null().default(7))
                    .col(
                        ColumnDef::new(BigTable::CC)
                            .string_len(50)
                            .not_null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    )
                    .col(types::text(plan.backend(), BigTable::ItS).not_null())
                    .col(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::CC).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(types::text(plan.backend(), BigTable::ItS).not_null())
                    .col(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::D).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Users::Parent1).integer().null())
                    .col(ColumnDef::new(Users::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Order::Table)
                        .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(Order::ItS).decimal_len(10, 2).not_null())
                        .col(
                            types::enumeration(
                                plan.backend(),
                                Order::D,
                                "d",
                                ["it's", "a\\b", "low", "high"],
                            )
                            .not_null()
                            .default("it's"),
                        )
                        .col(ColumnDef::new(Order::Parent3).integer().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent3)
                                .to(BigTable::Table, BigTable::Id),
                        )
                        .take(),
                )
                .fill_column(Order::ItS, Expr::cust("1.25"))
                .drop_column(Order::GrE),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::D).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Users::Parent1).integer().null())
                    .col(ColumnDef::new(Users::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_3")
                            .from(Users::Table, Users::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(
                    types::enumeration(plan.backend(), Order::D, "d", ["it's", "a\\b", "low", "high"])
                        .not_null()
                        .default(Expr::cust("E'it\\'s'")),
                ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(
                    types::enumeration(plan.backend(), Order::D, "d", ["it's", "a\\b", "low", "high"])
                        .not_null()
                        .default("it's"),
                ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::ItS).decimal_len(10, 2).null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::ItS, Expr::cust("1.25")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::ItS).decimal_len(10, 2).not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `users` are lost.
    /// The values of `order.d` are lost.
    /// `order.größe` comes back without its values.
    /// It fails while a value of `order.id` does not fit integer.
    /// The values of `order.it's` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_3").table(Order::Table));
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::GrE).double().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::GrE).double().null().unique_key())
                    .col(ColumnDef::new(Order::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent3)
                            .to(Order::Table, Order::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(Order::D)
            .drop_column(Order::ItS),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"order\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null()),
            );
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::D));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::ItS));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("größe").table(Order::Table).unique().col(Order::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD CONSTRAINT \"order_größe_key\" UNIQUE (\"größe\")");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-0")
                    .table(Order::Table)
                    .unique()
                    .col((Order::GrE, IndexOrder::Desc))
                    .and_where(Expr::cust("\"größe\" IS NOT NULL")),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_3")
                    .from(Order::Table, Order::Parent3)
                    .to(Order::Table, Order::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
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
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
