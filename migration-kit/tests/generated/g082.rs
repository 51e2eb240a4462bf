//! In this step:
//!
//! * Drops `Big Table.d`.
//! * Drops `Big Table.größe`.
//! * Adds `Big Table.k`.
//! * Drops `Big Table.select`.
//! * Drops `pöst.it's`.
//! * Drops the check positive 2 3 of `Big Table`.
//! * Drops the index `idx-2-1` of `Big Table`.
//! * Drops the index `idx-2-2` of `Big Table`.
//! * Makes (k, id) the primary key of `Big Table`.
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
        plan.add(Index::drop().name("idx-2-1").table(BigTable::Table));
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"positive 2 3\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP CONSTRAINT `positive 2 3`");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::K).integer().null()),
            );
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
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .fill_column(BigTable::K, Expr::cust("1"))
            .drop_column(BigTable::D)
            .drop_column(BigTable::GrE)
            .drop_column(BigTable::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::K).integer().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
        });
        plan.add(Table::alter().table(PSt::Table).drop_column(PSt::ItS));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`k`, `id`)");
        });
    }

    /// `Big Table.d` comes back without its values.
    /// `Big Table.größe` comes back without its values.
    /// The values of `Big Table.k` are lost.
    /// `Big Table.select` comes back without its values.
    /// `pöst.it's` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::D).integer().null().default(7)),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::GrE).integer().null().default(7)),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).double().null()),
            );
        });
        plan.add(
            Table::alter()
                .table(PSt::Table)
                .add_column(ColumnDef::new(PSt::ItS).boolean().null().default(true)),
        );
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
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).double().null())
                    .col(ColumnDef::new(BigTable::GrE).integer().null().default(7))
                    .col(ColumnDef::new(BigTable::D).integer().null().default(7))
                    .check(("positive 2 3", Expr::cust("\"größe\" > 0")))
                    .take(),
            )
            .drop_column(BigTable::K),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::K));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"id\")");
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"positive 2 3\" CHECK (\"größe\" > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`id`)");
            plan.add_sql("ALTER TABLE `Big Table` ADD CONSTRAINT `positive 2 3` CHECK (`größe` > 0)");
        });
        plan.add(Index::create().name("idx-2-1").table(BigTable::Table).col(BigTable::D));
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col((BigTable::Select, IndexOrder::Desc))
                    .and_where(Expr::cust("\"select\" IS NOT NULL")),
            );
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    K,
    Id,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    Select,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    #[sea_orm(iden = "it's")]
    ItS,
}
