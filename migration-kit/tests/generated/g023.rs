//! In this step:
//!
//! * Creates the table `users`.
//! * Adds `Big Table.a`.
//! * Adds `Big Table.d`.
//! * Adds `Big Table.parent_1`.
//! * Creates the index `idx-2-0` on `Big Table` (d desc).
//!
//! Unverified on PostgreSQL and MySQL: the schema was not read there,
//! and this is what the other backends say of it.

use migration_kit::step::{Plan, Step};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Step for Migration {
    fn up(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), Users::CC).null())
                    .col(ColumnDef::new(Users::GrE).json_binary().null())
                    .col(ColumnDef::new(Users::ItS).string_len(50).not_null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent0).to(Users::Table, Users::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), Users::CC).null())
                    .col(ColumnDef::new(Users::GrE).json_binary().null())
                    .col(ColumnDef::new(Users::ItS).string_len(50).not_null())
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_0")
                            .from(Users::Table, Users::Parent0)
                            .to(Users::Table, Users::Id),
                    ),
            );
        });
        plan.add(
            Table::alter()
                .table(BigTable::Table)
                .add_column(ColumnDef::new(BigTable::A).integer().null().default(7)),
        );
        plan.add(
            Table::alter()
                .table(BigTable::Table)
                .add_column(ColumnDef::new(BigTable::D).boolean().not_null().default(true)),
        );
        plan.add(
            Table::alter().table(BigTable::Table).add_column(ColumnDef::new(BigTable::Parent1).uuid().null()),
        );
        plan.add(Index::create().name("idx-2-0").table(BigTable::Table).col((BigTable::D, IndexOrder::Desc)));
    }

    /// The rows of `users` are lost.
    /// The values of `Big Table.a` are lost.
    /// The values of `Big Table.d` are lost.
    /// The values of `Big Table.parent_1` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
        plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::D));
        plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent1));
        plan.add(Table::drop().table(Users::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    A,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
