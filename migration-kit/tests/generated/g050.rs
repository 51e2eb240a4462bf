//! In this step:
//!
//! * Drops the table `order`.
//! * Changes `users.a` from character varying(50) not null to character varying(50) null default E'it\'s \\ \'x\''.
//! * Changes `users.größe` from integer not null default 7 to uuid null.
//! * Drops `users.k`.
//! * Adds `users.parent_0`.
//! * Drops the index `idx-0-1` of `users`.
//! * Makes (id) the primary key of `users`.
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
        plan.add(Index::drop().name("idx-0-1").table(Users::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent0).integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add(Table::alter().table(Users::Table).modify_column(
                ColumnDef::new(Users::A).string_len(50).null().default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
            ));
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"größe\" DROP DEFAULT");
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"größe\" TYPE uuid USING \"größe\"::text::uuid",
            );
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::GrE).uuid().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::A).string_len(50).null().default("it's \\ 'x'")),
            );
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::GrE).uuid().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::A).string_len(50).null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(Users::GrE).uuid().null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .take(),
            )
            .drop_column(Users::K),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::K));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`id`)");
        });
        plan.add(Table::drop().table(Order::Table));
    }

    /// `order` comes back without its rows.
    /// It fails while a value of `users.größe` does not fit integer.
    /// `users.k` comes back without its values.
    /// The values of `users.parent_0` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Order::Select).json_binary().not_null())
                .col(ColumnDef::new(Order::CC).small_integer().not_null().default(7))
                .col(types::text(plan.backend(), Order::D).null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::K).integer().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::K, Expr::cust("0")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"a\" DROP DEFAULT");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::A).string_len(50).not_null()),
            );
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"größe\" TYPE integer USING \"größe\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::GrE).integer().not_null().default(7)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::A).string_len(50).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::GrE).integer().not_null().default(7)),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::A).string_len(50).not_null())
                    .col(ColumnDef::new(Users::GrE).integer().not_null().default(7))
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .take(),
            )
            .fill_column(Users::K, Expr::cust("0"))
            .drop_column(Users::Parent0),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::K).integer().not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent0));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`k`, `id`)");
            plan.add_sql("CREATE INDEX `idx-0-1` ON `users` (`\"größe\"` DESC, `a` DESC)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-1-1")
                    .table(Order::Table)
                    .col(Order::CC)
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
            plan.add(
                Index::create()
                    .name("idx-0-1")
                    .table(Users::Table)
                    .col((Users::GrE, IndexOrder::Desc))
                    .col((Users::A, IndexOrder::Desc)),
            );
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    Id,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    K,
}
