//! In this step:
//!
//! * Creates the table `pöst`.
//! * Adds `order.select`.
//! * Drops `users.größe`.
//! * Adds `users.it's`.
//! * Adds `users.parent_2`.
//! * Drops `users.parent_3`.
//! * Drops the foreign key of `users` (parent_3) to `order`.
//! * Drops the index `idx-0-0` of `users`.
//! * Adds the unique constraint of `users` (it's).
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
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.add(Index::drop().name("idx-0-0").table(Users::Table));
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::A).integer().not_null())
                .col(ColumnDef::new(PSt::Select).json_binary().null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .add_column(types::text(plan.backend(), Order::Select).null()),
            );
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::ItS).uuid().null()));
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Parent2).uuid().null()),
            );
            plan.add(
                Query::update().table(Order::Table).value(Order::Select, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::Select).not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                    .col(types::text(plan.backend(), Order::Select).not_null())
                    .col(types::enumeration(plan.backend(), Order::CC, "c c", ["a\\b"]).null())
                    .take(),
            )
            .fill_column(Order::Select, Expr::cust("'it''s 1 \\ \"ü\"'")),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::Select).uuid().not_null())
                    .col(ColumnDef::new(Users::ItS).uuid().null().unique_key())
                    .col(ColumnDef::new(Users::D).date().null())
                    .col(ColumnDef::new(Users::Parent2).uuid().null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .take(),
            )
            .drop_column(Users::GrE)
            .drop_column(Users::Parent3),
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("it's").table(Users::Table).unique().col(Users::ItS));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_it's_key\" UNIQUE (\"it's\")");
        });
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::A, IndexOrder::Desc)));
    }

    /// The rows of `pöst` are lost.
    /// The values of `order.select` are lost.
    /// `users.größe` comes back without its values.
    /// The values of `users.it's` are lost.
    /// The values of `users.parent_2` are lost.
    /// `users.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("it's").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_it's_key\"");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).double().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Parent3).uuid().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::Select).uuid().not_null())
                    .col(ColumnDef::new(Users::GrE).double().null())
                    .col(ColumnDef::new(Users::D).date().null())
                    .col(ColumnDef::new(Users::Parent3).uuid().null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent3).to(Order::Table, Order::Id),
                    )
                    .take(),
            )
            .drop_column(Users::ItS)
            .drop_column(Users::Parent2),
        );
        plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent2));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-0")
                    .table(Users::Table)
                    .unique()
                    .col((Users::GrE, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE UNIQUE INDEX `idx-0-0` ON `users` (`\"größe\"` DESC)");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(Order::Table, Order::Id),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Select,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Id,
    K,
    Select,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
