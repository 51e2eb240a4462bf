//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Adds `order.c c`.
//! * Adds `order.parent_1`.
//! * Drops `order.parent_2`.
//! * Drops `order.select`.
//! * Adds `users.d`.
//! * Adds `users.größe`.
//! * Adds `users.it's`.
//! * Adds `users.parent_2`.
//! * Creates the enum `c c`.
//! * Adds the foreign key of `order` (parent_1) to `users`.
//! * Drops the index `idx-1-2` of `order`.
//! * Adds the foreign key of `users` (parent_2) to `Big Table`.
//! * Creates the index `idx-0-0` on `users` (d, "it's").
//! * Adds the unique constraint of `users` (d).
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
        plan.add(Index::drop().name("idx-1-2").table(Order::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b", "high", "low"]));
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::ItS).date().null())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Order::Table)
                        .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(Order::A).boolean().null().default(true))
                        .col(
                            types::enumeration(plan.backend(), Order::CC, "c c", ["a\\b", "high", "low"])
                                .not_null(),
                        )
                        .col(ColumnDef::new(Order::Parent1).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Order::Table, Order::Parent1)
                                .to(Users::Table, Users::Id)
                                .on_delete(ForeignKeyAction::SetNull),
                        )
                        .take(),
                )
                .fill_column(Order::CC, Expr::cust("'a\\b'"))
                .drop_column(Order::Parent2)
                .drop_column(Order::Select),
            );
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Users::Table)
                        .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                        .col(ColumnDef::new(Users::GrE).uuid().not_null())
                        .col(ColumnDef::new(Users::ItS).string_len(100).not_null())
                        .col(ColumnDef::new(Users::D).string_len(50).null().unique_key())
                        .col(ColumnDef::new(Users::Parent2).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Users::Table, Users::Parent2)
                                .to(BigTable::Table, BigTable::Id)
                                .on_delete(ForeignKeyAction::Cascade),
                        )
                        .take(),
                )
                .fill_column(Users::GrE, Expr::cust("x'00000000000000000000000000000001'"))
                .fill_column(Users::ItS, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::ItS).date().null())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_2")
                            .from(BigTable::Table, BigTable::Parent2)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
            plan.add(Table::alter().table(Order::Table).add_column(
                types::enumeration(plan.backend(), Order::CC, "c c", ["a\\b", "high", "low"]).null(),
            ));
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent1).uuid().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::D).string_len(50).null()),
            );
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).uuid().null()));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::ItS).string_len(100).null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Parent2).uuid().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::CC, Expr::cust("'a\\b'")));
            plan.add(
                Query::update()
                    .table(Users::Table)
                    .value(Users::GrE, Expr::cust("x'00000000000000000000000000000001'")),
            );
            plan.add(Query::update().table(Users::Table).value(Users::ItS, Expr::cust("'it''s 1 \\ \"ü\"'")));
            plan.add(Table::alter().table(Order::Table).modify_column(
                types::enumeration(plan.backend(), Order::CC, "c c", ["a\\b", "high", "low"]).not_null(),
            ));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::GrE).uuid().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::ItS).string_len(100).not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent2));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("d").table(Users::Table).unique().col(Users::D));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_d_key\" UNIQUE (\"d\")");
        });
        plan.add(Index::create().name("idx-0-0").table(Users::Table).unique().col(Users::D).col(Users::ItS));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_1")
                    .from(Order::Table, Order::Parent1)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_2")
                    .from(Users::Table, Users::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// The values of `order.c c` are lost.
    /// The values of `order.parent_1` are lost.
    /// `order.parent_2` comes back without its values.
    /// `order.select` comes back without its values.
    /// The values of `users.d` are lost.
    /// The values of `users.größe` are lost.
    /// The values of `users.it's` are lost.
    /// The values of `users.parent_2` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-order-parent_1").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-users-parent_2").table(Users::Table));
        });
        plan.add(Index::drop().name("idx-0-0").table(Users::Table));
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("d").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_d_key\"");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent2).uuid().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Select).date().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::Select, Expr::cust("'1970-01-01'")));
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Select).date().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::CC));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent1));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent2));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::A).boolean().null().default(true))
                    .col(ColumnDef::new(Order::Select).date().not_null())
                    .col(ColumnDef::new(Order::Parent2).uuid().null())
                    .take(),
            )
            .fill_column(Order::Select, Expr::cust("'1970-01-01'"))
            .drop_column(Order::CC)
            .drop_column(Order::Parent1),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .take(),
            )
            .drop_column(Users::D)
            .drop_column(Users::GrE)
            .drop_column(Users::ItS)
            .drop_column(Users::Parent2),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create().name("idx-1-2").table(Order::Table).col((Order::Select, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-1-2` ON `order` (`\"select\"` DESC)");
        });
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
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    Id,
    A,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Select,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Id,
}
