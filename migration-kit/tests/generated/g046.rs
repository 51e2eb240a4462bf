//! In this step:
//!
//! * Changes `Big Table.a` from a not null default 'high' to a not null default 'low'.
//! * Changes the values of `Big Table.a` from high, a\b, low to low, it's.
//! * Adds `Big Table.größe`.
//! * Drops `Big Table.parent_3`.
//! * Adds `Big Table.select`.
//! * Drops the foreign key of `Big Table` (parent_3) to `users`.
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
        });
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter().name("a").rename_to("a__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("a")
                        .values(["low", "it's"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" DROP DEFAULT, ALTER COLUMN \"a\" TYPE \"a\" USING \"a\"::text::\"a\"",
                );
                plan.add(extension::postgres::Type::drop().name("a__old"));
            },
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::text(plan.backend(), BigTable::GrE).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::timestamp(plan.backend(), BigTable::Select).null()),
            );
            plan.add(
                Query::update().table(BigTable::Table).value(BigTable::GrE, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(
                Query::update()
                    .table(BigTable::Table)
                    .value(BigTable::Select, Expr::cust("'2026-01-01T10:00:00.123+00:00'")),
            );
            plan.add(
                Table::alter().table(BigTable::Table).modify_column(
                    types::enumeration(plan.backend(), BigTable::A, "a", ["low", "it's"])
                        .not_null()
                        .default("low"),
                ),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(types::text(plan.backend(), BigTable::GrE).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(types::timestamp(plan.backend(), BigTable::Select).not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(
                        types::enumeration(plan.backend(), BigTable::A, "a", ["low", "it's"])
                            .not_null()
                            .default("low"),
                    )
                    .col(types::timestamp(plan.backend(), BigTable::Select).not_null())
                    .col(types::text(plan.backend(), BigTable::GrE).not_null())
                    .col(ColumnDef::new(BigTable::D).date().null().unique_key())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .fill_column(BigTable::GrE, Expr::cust("'it''s 1 \\ \"ü\"'"))
            .fill_column(BigTable::Select, Expr::cust("'2026-01-01T10:00:00.123+00:00'"))
            .drop_column(BigTable::Parent3),
        );
    }

    /// It fails while a row of `Big Table` has it's in `a`.
    /// The values of `Big Table.größe` are lost.
    /// `Big Table.parent_3` comes back without its values.
    /// The values of `Big Table.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add(
                    &extension::postgres::Type::alter().name("a").rename_to("a__old"),
                );
                plan.add(
                    extension::postgres::Type::create()
                        .as_enum("a")
                        .values(["high", "a\\b", "low"]),
                );
                plan.add_sql(
                    "ALTER TABLE \"Big Table\" ALTER COLUMN \"a\" DROP DEFAULT, ALTER COLUMN \"a\" TYPE \"a\" USING \"a\"::text::\"a\", ALTER COLUMN \"a\" SET DEFAULT 'low'",
                );
                plan.add(extension::postgres::Type::drop().name("a__old"));
            },
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent3).uuid().null()),
            );
            plan.add(
                Table::alter().table(BigTable::Table).modify_column(
                    types::enumeration(plan.backend(), BigTable::A, "a", ["high", "a\\b", "low"])
                        .not_null()
                        .default("high"),
                ),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(
                        types::enumeration(plan.backend(), BigTable::A, "a", ["high", "a\\b", "low"])
                            .not_null()
                            .default("high"),
                    )
                    .col(ColumnDef::new(BigTable::D).date().null().unique_key())
                    .col(ColumnDef::new(BigTable::Parent3).uuid().null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(BigTable::GrE)
            .drop_column(BigTable::Select),
        );
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    Select,
    Id,
    K,
    A,
    D,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
