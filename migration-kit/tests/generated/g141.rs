//! In this step:
//!
//! * Drops `users.c c`.
//! * Changes `users.parent_1` from uuid null to integer null.
//! * Drops `users.parent_2`.
//! * Drops `users.select`.
//! * Changes the foreign key of `users` (parent_1) to `users`.
//! * Drops the foreign key of `users` (parent_2) to `users`.
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
            plan.add(ForeignKey::drop().name("fk-users-parent_1").table(Users::Table));
            plan.add(ForeignKey::drop().name("fk-users-parent_2").table(Users::Table));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .drop_column(Users::CC)
            .drop_column(Users::Parent2)
            .drop_column(Users::Select),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"users\" ALTER COLUMN \"parent_1\" TYPE integer USING \"parent_1\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(Users::Table)
                        .modify_column(ColumnDef::new(Users::Parent1).integer().null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent1).integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent2));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_1")
                    .from(Users::Table, Users::Parent1)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }

    /// `users.c c` comes back without its values.
    /// It fails while a value of `users.parent_1` does not fit uuid.
    /// `users.parent_2` comes back without its values.
    /// `users.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-users-parent_1").table(Users::Table));
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::CC).uuid().null()));
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent2).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Select).decimal_len(10, 2).null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Query::update()
                    .table(Users::Table)
                    .value(Users::CC, Expr::cust("'00000000-0000-0000-0000-000000000000'")),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Query::update().table(Users::Table).value(Users::CC, Expr::cust("repeat(char(0), 16)")));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Users::CC).uuid().not_null())
                    .col(ColumnDef::new(Users::Parent1).uuid().null())
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent2).to(Users::Table, Users::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent1)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .fill_column(Users::CC, Expr::cust("zeroblob(16)")),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::CC).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"parent_1\" TYPE uuid USING \"parent_1\"::text::uuid",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent1).uuid().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Parent1).uuid().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_1")
                    .from(Users::Table, Users::Parent1)
                    .to(PSt::Table, PSt::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_2")
                    .from(Users::Table, Users::Parent2)
                    .to(Users::Table, Users::Id),
            );
        });
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_2")]
    Parent2,
    Select,
}
