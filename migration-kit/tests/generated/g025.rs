//! In this step:
//!
//! * Adds `Big Table.it's`.
//! * Adds `Big Table.k`.
//! * Adds `Big Table.select`.
//! * Adds `users.c c`.
//! * Adds `users.d`.
//! * Changes `users.id` from integer not null identity by default to uuid not null.
//! * Adds `users.it's`.
//! * Makes (k, id) the primary key of `Big Table`.
//! * Adds the unique constraint of `Big Table` (select).
//! * Adds the unique constraint of `users` (c c).
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
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::K).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::CC).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::D).uuid().null()));
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::ItS).uuid().null()));
            plan.add(Query::update().table(BigTable::Table).value(BigTable::K, Expr::cust("1")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP PRIMARY KEY");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(ColumnDef::new(BigTable::A).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::Select).integer().null().unique_key())
                    .col(ColumnDef::new(BigTable::ItS).integer().null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .fill_column(BigTable::K, Expr::cust("1")),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::CC).integer().null().unique_key())
                .col(ColumnDef::new(Users::ItS).uuid().null())
                .col(ColumnDef::new(Users::D).uuid().null())
                .take(),
        ));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::K).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"k\", \"id\")");
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_select_key\" UNIQUE (\"select\")",
            );
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_c c_key\" UNIQUE (\"c c\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`k`, `id`)");
            plan.add(Index::create().name("select").table(BigTable::Table).unique().col(BigTable::Select));
            plan.add(Index::create().name("c c").table(Users::Table).unique().col(Users::CC));
        });
    }

    /// The values of `Big Table.it's` are lost.
    /// The values of `Big Table.k` are lost.
    /// The values of `Big Table.select` are lost.
    /// The values of `users.c c` are lost.
    /// The values of `users.d` are lost.
    /// It fails while a value of `users.id` does not fit integer.
    /// The values of `users.it's` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_select_key\"");
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_c c_key\"");
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_pkey\"");
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
            plan.add(Index::drop().name("select").table(BigTable::Table));
            plan.add(Index::drop().name("c c").table(Users::Table));
            plan.add_sql("ALTER TABLE `Big Table` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null().auto_increment()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).json_binary().not_null())
                    .take(),
            )
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::K)
            .drop_column(BigTable::Select),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .take(),
            )
            .drop_column(Users::CC)
            .drop_column(Users::D)
            .drop_column(Users::ItS),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::K));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`id`)");
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "it's")]
    ItS,
    K,
    Select,
    Id,
    A,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
}
