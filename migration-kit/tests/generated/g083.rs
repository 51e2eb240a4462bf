//! In this step:
//!
//! * Adds `users.a`.
//! * Adds `users.d`.
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
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::A).double().null()));
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::D).string_len(50).null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::A, Expr::cust("1.5")));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::A).double().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::A).double().not_null())
                    .col(ColumnDef::new(Users::D).string_len(50).null())
                    .take(),
            )
            .fill_column(Users::A, Expr::cust("1.5")),
        );
    }

    /// The values of `users.a` are lost.
    /// The values of `users.d` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.add(Table::alter().table(Users::Table).drop_column(Users::A));
        plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
    }
}

#[derive(DeriveIden)]
enum Users {
    Table,
    A,
    D,
    Id,
}
