//! In this step:
//!
//! * Creates the table `Big Table`.
//! * Creates the table `order`.
//! * Drops the table `pöst`.
//! * Creates the table `users`.
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
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::A).json_binary().null())
                    .col(ColumnDef::new(BigTable::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::A).json_binary().null())
                    .col(ColumnDef::new(BigTable::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-Big Table-parent_1")
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    ),
            );
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null())
                .col(ColumnDef::new(Order::K).integer().not_null())
                .primary_key(Index::create().col(Order::K).col(Order::Id)),
        );
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::A).integer().null().default(7))
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::A).integer().null().default(7))
                    .col(ColumnDef::new(Users::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_0")
                            .from(Users::Table, Users::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
    }

    /// The rows of `Big Table` are lost.
    /// The rows of `order` are lost.
    /// `pöst` comes back without its rows.
    /// The rows of `users` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null().primary_key())
                .col(ColumnDef::new(PSt::A).string_len(50).not_null())
                .col(ColumnDef::new(PSt::Select).string_len(100).not_null())
                .col(types::text(plan.backend(), PSt::D).not_null())
                .col(ColumnDef::new(PSt::Parent3).uuid().null()),
        );
        plan.add(Index::create().name("idx-3-1").table(PSt::Table).col((PSt::A, IndexOrder::Desc)));
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(Order::Table));
        plan.add(Table::drop().table(BigTable::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    A,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    K,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
    D,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    A,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}
