//! In this step:
//!
//! * Drops `Big Table.it's`.
//! * Drops `Big Table.parent_0`.
//! * Drops `Big Table.parent_2`.
//! * Changes `users.id` from integer not null identity by default to uuid not null.
//! * Drops the foreign key of `Big Table` (parent_2) to `Big Table`.
//! * Creates the index `idx-2-0` on `Big Table` ("c c" desc).
//! * Creates the index `idx-2-2` on `Big Table` ("c c" desc).
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_2").table(BigTable::Table));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::A).date().not_null())
                    .col(ColumnDef::new(BigTable::CC).date().null())
                    .take(),
            )
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::Parent0)
            .drop_column(BigTable::Parent2),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(Users::Select).integer().null().default(7))
                .col(ColumnDef::new(Users::D).integer().null())
                .take(),
        ));
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
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent2));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-0")
                    .table(BigTable::Table)
                    .col((BigTable::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
            plan.add(
                Index::create().name("idx-2-2").table(BigTable::Table).col((BigTable::CC, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-2-2` ON `Big Table` (`\"c c\"` DESC)");
        });
    }

    /// `Big Table.it's` comes back without its values.
    /// `Big Table.parent_0` comes back without its values.
    /// `Big Table.parent_2` comes back without its values.
    /// It fails while a value of `users.id` does not fit integer.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        });
        plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::alter().table(BigTable::Table).add_column(
                    ColumnDef::new(BigTable::ItS)
                        .string_len(50)
                        .null()
                        .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                ),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).string_len(50).null().default("it's \\ 'x'")),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent2).integer().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::A).date().not_null())
                .col(ColumnDef::new(BigTable::CC).date().null())
                .col(ColumnDef::new(BigTable::ItS).string_len(50).null().default("it's \\ 'x'"))
                .col(ColumnDef::new(BigTable::Parent0).integer().null())
                .col(ColumnDef::new(BigTable::Parent2).integer().null())
                .foreign_key(
                    ForeignKey::create()
                        .from(BigTable::Table, BigTable::Parent2)
                        .to(BigTable::Table, BigTable::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .take(),
        ));
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(Users::Table)
                .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(Users::Select).integer().null().default(7))
                .col(ColumnDef::new(Users::D).integer().null())
                .take(),
        ));
        plan.on(&[DbBackend::Postgres], |plan| {
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
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_2")
                    .from(BigTable::Table, BigTable::Parent2)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    D,
}
