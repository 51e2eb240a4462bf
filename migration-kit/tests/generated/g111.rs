//! In this step:
//!
//! * Creates the table `users`.
//! * Changes `Big Table.a` from jsonb null to date not null.
//! * Adds `Big Table.c c`.
//! * Changes `Big Table.d` from character varying(50) not null to numeric(10,2) null.
//! * Changes `Big Table.id` from uuid not null to integer not null identity by default.
//! * Drops `Big Table.it's`.
//! * Changes `Big Table.select` from jsonb not null to select null.
//! * Creates the index `idx-2-0` on `Big Table` ("c c" desc, "select").
//! * Drops the index `idx-2-1` of `Big Table`.
//! * Creates the enum `select`.
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-2-1").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("select").values(["high"]));
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::A).integer().null().unique_key())
                    .col(ColumnDef::new(Users::ItS).string_len(50).not_null())
                    .col(ColumnDef::new(Users::D).integer().null().default(7))
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
                        .table(BigTable::Table)
                        .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                        .col(ColumnDef::new(BigTable::A).date().not_null())
                        .col(types::enumeration(plan.backend(), BigTable::Select, "select", ["high"]).null())
                        .col(ColumnDef::new(BigTable::CC).string_len(100).not_null())
                        .col(ColumnDef::new(BigTable::D).decimal_len(10, 2).null())
                        .take(),
                )
                .fill_column(BigTable::CC, Expr::cust("'it''s 1 \\ \"ü\"'"))
                .drop_column(BigTable::ItS),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::A).integer().null().unique_key())
                    .col(ColumnDef::new(Users::ItS).string_len(50).not_null())
                    .col(ColumnDef::new(Users::D).integer().null().default(7))
                    .col(ColumnDef::new(Users::Parent3).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::CC).string_len(100).null()),
            );
            plan.add(
                Query::update().table(BigTable::Table).value(BigTable::CC, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" TYPE date USING \"a\"::text::date");
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).date().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).date().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::CC).string_len(100).not_null()),
            );
        });
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"d\" TYPE numeric(10,2) USING \"d\"::numeric(10,2)",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(
                            ColumnDef::new(BigTable::D).decimal_len(10, 2).null(),
                        ),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(ColumnDef::new(BigTable::Id).integer().not_null()),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY",
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"select\" TYPE select USING \"select\"::text::select",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(
                            types::enumeration(
                                    plan.backend(),
                                    BigTable::Select,
                                    "select",
                                    ["high"],
                                )
                                .null(),
                        ),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::D).decimal_len(10, 2).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).integer().not_null().auto_increment()),
            );
            plan.add(Table::alter().table(BigTable::Table).modify_column(
                types::enumeration(plan.backend(), BigTable::Select, "select", ["high"]).null(),
            ));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-0")
                    .table(BigTable::Table)
                    .col((BigTable::CC, IndexOrder::Desc))
                    .col(BigTable::Select),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-2-0` ON `Big Table` (`\"c c\"` DESC, `select`)");
        });
        plan.add(Index::create().name("idx-0-0").table(Users::Table).col(Users::ItS));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `users` are lost.
    /// It fails while a value of `Big Table.a` does not fit jsonb.
    /// The values of `Big Table.c c` are lost.
    /// It fails while a value of `Big Table.d` does not fit character varying(50).
    /// It fails while a value of `Big Table.id` does not fit uuid.
    /// `Big Table.it's` comes back without its values.
    /// It fails while a value of `Big Table.select` does not fit jsonb.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(
                    ColumnDef::new(BigTable::ItS)
                        .string_len(50)
                        .not_null()
                        .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                ),
            );
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" TYPE jsonb USING \"a\"::text::jsonb");
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).json_binary().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(
                    ColumnDef::new(BigTable::ItS).string_len(50).not_null().default("it's \\ 'x'"),
                ),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).json_binary().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).json_binary().null())
                    .col(ColumnDef::new(BigTable::Select).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::ItS).string_len(50).not_null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(BigTable::D).string_len(50).not_null())
                    .take(),
            )
            .drop_column(BigTable::CC),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::D).string_len(50).not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"Big Table\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).uuid().not_null()),
            );
            plan.add_sql(
                "ALTER TABLE \"Big Table\" ALTER COLUMN \"select\" TYPE jsonb USING \"select\"::text::jsonb",
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).json_binary().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Id).uuid().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).json_binary().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-1")
                    .table(BigTable::Table)
                    .col(BigTable::ItS)
                    .and_where(Expr::cust("\"it's\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("select"));
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
    A,
    Select,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
