//! In this step:
//!
//! * Creates the table `pöst`.
//! * Creates the table `users`.
//! * Adds `order.größe`.
//! * Adds `order.parent_3`.
//! * Creates the enum `d`.
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
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("d").values(["high", "it's", "low", "a\\b"]),
            );
        });
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Parent0).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    ),
            );
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), Users::D, "d", ["high", "it's", "low", "a\\b"])
                            .not_null(),
                    )
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(PSt::Parent0).integer().null()),
            );
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), Users::D, "d", ["high", "it's", "low", "a\\b"])
                            .not_null(),
                    )
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-users-parent_2")
                            .from(Users::Table, Users::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
        plan.add(
            Table::alter().table(Order::Table).add_column(types::text(plan.backend(), Order::GrE).null()),
        );
        plan.add(
            Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Parent3).integer().null()),
        );
        plan.add(Index::create().name("idx-0-0").table(Users::Table).col((Users::D, IndexOrder::Desc)));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_0")
                    .from(PSt::Table, PSt::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }

    /// The rows of `pöst` are lost.
    /// The rows of `users` are lost.
    /// The values of `order.größe` are lost.
    /// The values of `order.parent_3` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-pöst-parent_0").table(PSt::Table));
        });
        plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
        plan.add(Table::alter().table(Order::Table).drop_column(Order::Parent3));
        plan.add(Table::drop().table(Users::Table));
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "parent_0")]
    Parent0,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
