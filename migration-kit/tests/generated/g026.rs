//! In this step:
//!
//! * Drops the table `users`.
//! * Changes `Big Table.a` from integer not null to timestamp with time zone null.
//! * Drops `Big Table.c c`.
//! * Adds `Big Table.d`.
//! * Drops `Big Table.it's`.
//! * Drops `Big Table.parent_2`.
//! * Adds the unique constraint of `Big Table` (d).
//! * Drops the enum `c c`.
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
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::D).integer().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), BigTable::A).null())
                    .col(ColumnDef::new(BigTable::D).integer().null().unique_key())
                    .take(),
            )
            .drop_column(BigTable::CC)
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::Parent2),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" TYPE timestamp with time zone USING \"a\"::text::timestamp with time zone",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(
                            types::timestamp(plan.backend(), BigTable::A).null(),
                        ),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(types::timestamp(plan.backend(), BigTable::A).null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent2));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"Big Table_d_key\" UNIQUE (\"d\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("d").table(BigTable::Table).unique().col(BigTable::D));
        });
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("c c"));
        });
    }

    /// `users` comes back without its rows.
    /// It fails while a value of `Big Table.a` does not fit integer.
    /// `Big Table.c c` comes back without its values.
    /// The values of `Big Table.d` are lost.
    /// `Big Table.it's` comes back without its values.
    /// `Big Table.parent_2` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_d_key\"");
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b"]));
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), Users::CC, "c c", ["a\\b"])
                            .null()
                            .default(Expr::cust("E'a\\\\b'")),
                    )
                    .col(ColumnDef::new(Users::D).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("d").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(
                        types::enumeration(plan.backend(), Users::CC, "c c", ["a\\b"]).null().default("a\\b"),
                    )
                    .col(ColumnDef::new(Users::D).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::CC).json_binary().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::text(plan.backend(), BigTable::ItS).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent2).uuid().null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::CC, Expr::cust("'{}'")));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).integer().not_null())
                    .col(ColumnDef::new(BigTable::CC).json_binary().not_null())
                    .col(types::text(plan.backend(), BigTable::ItS).null())
                    .col(ColumnDef::new(BigTable::Parent2).uuid().null())
                    .take(),
            )
            .fill_column(BigTable::CC, Expr::cust("'{}'"))
            .drop_column(BigTable::D),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" TYPE integer USING \"a\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::CC).json_binary().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-0")
                    .table(Users::Table)
                    .col((Users::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    D,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
}
