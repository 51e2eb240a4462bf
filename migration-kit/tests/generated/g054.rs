//! In this step:
//!
//! * Creates the table `order`.
//! * Creates the table `users`.
//! * Changes `Big Table.parent_3` from integer null to uuid null.
//! * Adds `pöst.a`.
//! * Changes `pöst.c c` from timestamp with time zone not null default CURRENT_TIMESTAMP to c c not null default E'a\\b'.
//! * Changes `pöst.id` from integer not null identity by default to uuid not null.
//! * Drops `pöst.parent_0`.
//! * Drops `pöst.parent_2`.
//! * Creates the enum `c c`.
//! * Drops the foreign key of `pöst` (parent_0) to `pöst`.
//! * Drops the foreign key of `pöst` (parent_2) to `Big Table`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_0").table(PSt::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_2").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("c c").values(["a\\b", "low"]));
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .col(ColumnDef::new(Order::D).json_binary().null())
                .primary_key(Index::create().col(Order::K).col(Order::Id)),
        );
        plan.add(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::A).uuid().not_null())
                .col(ColumnDef::new(Users::Select).boolean().null().default(true))
                .col(types::timestamp(plan.backend(), Users::CC).not_null()),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .add_column(
                            ColumnDef::new(PSt::A)
                                .string_len(50)
                                .null()
                                .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                        ),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"parent_3\" TYPE uuid USING \"parent_3\"::text::uuid",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(ColumnDef::new(BigTable::Parent3).uuid().null()),
                );
                plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" DROP DEFAULT");
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" TYPE c c USING \"c c\"::text::c c",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(
                            types::enumeration(
                                    plan.backend(),
                                    PSt::CC,
                                    "c c",
                                    ["a\\b", "low"],
                                )
                                .not_null()
                                .default(Expr::cust("E'a\\\\b'")),
                        ),
                );
                plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"id\" DROP IDENTITY");
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(ColumnDef::new(PSt::Id).uuid().not_null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .add_column(ColumnDef::new(PSt::A).string_len(50).null().default("it's \\ 'x'")),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Parent3).uuid().null()),
            );
            plan.add(
                Table::alter().table(PSt::Table).modify_column(
                    types::enumeration(plan.backend(), PSt::CC, "c c", ["a\\b", "low"])
                        .not_null()
                        .default("a\\b"),
                ),
            );
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Id).uuid().not_null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::GrE).string_len(50).not_null().default("it's \\ 'x'"))
                .col(ColumnDef::new(BigTable::ItS).json_binary().null())
                .col(ColumnDef::new(BigTable::D).uuid().not_null())
                .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent3)
                        .to(PSt::Table, PSt::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(PSt::A).string_len(50).null().default("it's \\ 'x'"))
                    .col(ColumnDef::new(PSt::Select).decimal_len(10, 2).null())
                    .col(
                        types::enumeration(plan.backend(), PSt::CC, "c c", ["a\\b", "low"])
                            .not_null()
                            .default("a\\b"),
                    )
                    .col(ColumnDef::new(PSt::D).small_integer().null().default(7))
                    .take(),
            )
            .drop_column(PSt::Parent0)
            .drop_column(PSt::Parent2),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent0));
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent2));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-0")
                    .table(Users::Table)
                    .col(Users::Select)
                    .col((Users::CC, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-0-0` ON `users` (`select`, `\"c c\"` DESC)");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }

    /// The rows of `order` are lost.
    /// The rows of `users` are lost.
    /// It fails while a value of `Big Table.parent_3` does not fit integer.
    /// The values of `pöst.a` are lost.
    /// It fails while a value of `pöst.c c` does not fit timestamp with time zone.
    /// It fails while a value of `pöst.id` does not fit integer.
    /// `pöst.parent_0` comes back without its values.
    /// `pöst.parent_2` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent0).integer().null()),
            );
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent2).integer().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::GrE).string_len(50).not_null().default("it's \\ 'x'"))
                .col(ColumnDef::new(BigTable::ItS).json_binary().null())
                .col(ColumnDef::new(BigTable::D).uuid().not_null())
                .col(ColumnDef::new(BigTable::Parent3).integer().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent3)
                        .to(PSt::Table, PSt::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Select).decimal_len(10, 2).null())
                    .col(
                        types::timestamp(plan.backend(), PSt::CC)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(PSt::D).small_integer().null().default(7))
                    .col(ColumnDef::new(PSt::Parent0).integer().null())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent2)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent0)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(PSt::A),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"parent_3\" TYPE integer USING \"parent_3\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(BigTable::Table)
                        .modify_column(
                            ColumnDef::new(BigTable::Parent3).integer().null(),
                        ),
                );
                plan.add_sql("ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" DROP DEFAULT");
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"c c\" TYPE timestamp with time zone USING \"c c\"::text::timestamp with time zone",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(
                            types::timestamp(plan.backend(), PSt::CC)
                                .not_null()
                                .default(types::now(plan.backend())),
                        ),
                );
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(ColumnDef::new(PSt::Id).integer().not_null()),
                );
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY",
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Parent3).integer().null()),
            );
            plan.add(Table::alter().table(PSt::Table).modify_column(
                types::timestamp(plan.backend(), PSt::CC).not_null().default(types::now(plan.backend())),
            ));
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::A));
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_0")
                    .from(PSt::Table, PSt::Parent0)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_2")
                    .from(PSt::Table, PSt::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(Order::Table));
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
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
    D,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    A,
    Id,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
}
