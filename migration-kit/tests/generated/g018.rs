//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Adds `users.c c`.
//! * Adds `users.d`.
//! * Adds `users.größe`.
//! * Adds `users.parent_3`.
//! * Drops `users.select`.
//! * Adds the foreign key of `users` (parent_3) to `users`.
//! * Drops the index `idx-0-2` of `users`.
//! * Adds the unique constraint of `users` (c c).
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
            plan.add(Index::drop().name("idx-0-2").table(Users::Table));
        });
        plan.add(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::CC).uuid().null())
                .col(ColumnDef::new(BigTable::GrE).decimal_len(10, 2).null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::CC).date().null()));
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::D).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).add_column(
                types::timestamp(plan.backend(), Users::GrE).not_null().default(types::now(plan.backend())),
            ));
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Parent3).uuid().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::D, Expr::cust("1")));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::D).integer().not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::CC).date().null().unique_key())
                    .col(
                        types::timestamp(plan.backend(), Users::GrE)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(Users::D).integer().not_null())
                    .col(ColumnDef::new(Users::Parent3).uuid().null())
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent3).to(Users::Table, Users::Id),
                    )
                    .take(),
            )
            .fill_column(Users::D, Expr::cust("1"))
            .drop_column(Users::Select),
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::create().name("c c").table(Users::Table).unique().col(Users::CC));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_c c_key\" UNIQUE (\"c c\")");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(Users::Table, Users::Id),
            );
        });
    }

    /// The rows of `Big Table` are lost.
    /// The values of `users.c c` are lost.
    /// The values of `users.d` are lost.
    /// The values of `users.größe` are lost.
    /// The values of `users.parent_3` are lost.
    /// `users.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("c c").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_c c_key\"");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Select).boolean().not_null().default(true)),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent3));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::Select).boolean().not_null().default(true))
                    .take(),
            )
            .drop_column(Users::CC)
            .drop_column(Users::D)
            .drop_column(Users::GrE)
            .drop_column(Users::Parent3),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-2")
                    .table(Users::Table)
                    .col(Users::Select)
                    .and_where(Expr::cust("\"select\" IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    Id,
    Select,
}
