//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `pöst`.
//! * Drops `order.parent_2`.
//! * Adds `users.größe`.
//! * Changes `users.id` from integer not null identity by default to uuid not null.
//! * Adds `users.it's`.
//! * Adds `users.k`.
//! * Drops `users.parent_2`.
//! * Adds `users.select`.
//! * Drops the foreign key of `order` (parent_2) to `users`.
//! * Drops the foreign key of `users` (parent_2) to `Big Table`.
//! * Creates the index `idx-0-0` on `users` ("größe" desc).
//! * Makes (k, id) the primary key of `users`.
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
            plan.add(ForeignKey::drop().name("fk-order-parent_2").table(Order::Table));
            plan.add(ForeignKey::drop().name("fk-users-parent_2").table(Users::Table));
        });
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(ColumnDef::new(PSt::CC).integer().not_null())
                .col(types::timestamp(plan.backend(), PSt::ItS).null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id)),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).date().null()));
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::ItS).uuid().null()));
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::K).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Select).json_binary().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::GrE, Expr::cust("'2026-01-01'")));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Query::update().table(Users::Table).value(Users::K, Expr::cust("1")));
            plan.add(Query::update().table(Users::Table).value(Users::Select, Expr::cust("'{\"row\": 1}'")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(
                        types::enumeration(plan.backend(), Order::A, "a", ["a\\b", "low", "it's", "high"])
                            .null()
                            .default("a\\b"),
                    )
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .take(),
            )
            .drop_column(Order::Parent2),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::Select).json_binary().not_null())
                    .col(ColumnDef::new(Users::GrE).date().not_null())
                    .col(ColumnDef::new(Users::ItS).uuid().null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .take(),
            )
            .fill_column(Users::GrE, Expr::cust("'2026-01-01'"))
            .fill_column(Users::K, Expr::cust("1"))
            .fill_column(Users::Select, Expr::cust("'{\"row\": 1}'"))
            .drop_column(Users::Parent2),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::GrE).date().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::K).integer().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Select).json_binary().not_null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent2));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent2));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`k`, `id`)");
            plan.add_sql("CREATE INDEX `idx-0-0` ON `users` (`\"größe\"` DESC)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-0-0").table(Users::Table).col((Users::GrE, IndexOrder::Desc)));
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `pöst` are lost.
    /// `order.parent_2` comes back without its values.
    /// The values of `users.größe` are lost.
    /// It fails while a value of `users.id` does not fit integer.
    /// The values of `users.it's` are lost.
    /// The values of `users.k` are lost.
    /// `users.parent_2` comes back without its values.
    /// The values of `users.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-0-0").table(Users::Table));
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Select).integer().not_null())
                    .col(ColumnDef::new(BigTable::GrE).integer().not_null().default(7))
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .check(("positive 2 0", Expr::cust("a > 0")))
                    .check(("positive 2 3", Expr::cust("\"größe\" > 0"))),
            );
            plan.rebuild_table(RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(
                        types::enumeration(plan.backend(), Order::A, "a", ["a\\b", "low", "it's", "high"])
                            .null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(Order::Parent2).integer().null())
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Order::Table, Order::Parent2)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            ));
            plan.rebuild_table(
                RebuildTable::to(
                    Table::create()
                        .table(Users::Table)
                        .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(Users::Parent2).uuid().null())
                        .foreign_key(
                            ForeignKey::create()
                                .from(Users::Table, Users::Parent2)
                                .to(BigTable::Table, BigTable::Id)
                                .on_delete(ForeignKeyAction::Cascade),
                        )
                        .take(),
                )
                .drop_column(Users::GrE)
                .drop_column(Users::ItS)
                .drop_column(Users::K)
                .drop_column(Users::Select),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Select).integer().not_null())
                    .col(ColumnDef::new(BigTable::GrE).integer().not_null().default(7))
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .check(("positive 2 0", Expr::cust("a > 0")))
                    .check(("positive 2 3", Expr::cust("\"größe\" > 0"))),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).small_integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::Select).integer().not_null())
                    .col(ColumnDef::new(BigTable::GrE).integer().not_null().default(7))
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_0")
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .check(("positive 2 0", Expr::cust("a > 0")))
                    .check(("positive 2 3", Expr::cust("`größe` > 0"))),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(ColumnDef::new(Order::Parent2).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Parent2).uuid().null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::K));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`id`)");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-order-parent_2")
                    .from(Order::Table, Order::Parent2)
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
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    K,
    Select,
    Id,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
