//! In this step:
//!
//! * Changes `pöst.größe` from double precision not null to boolean not null default true.
//! * Drops `pöst.parent_2`.
//! * Adds `users.d`.
//! * Adds `users.größe`.
//! * Adds `users.select`.
//! * Drops the foreign key of `pöst` (parent_2) to `users`.
//! * Creates the index `idx-3-0` on `pöst` ("select").
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
            plan.add(ForeignKey::drop().name("fk-pöst-parent_2").table(PSt::Table));
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::D).double().null()));
            plan.add(
                Table::alter().table(Users::Table).add_column(types::text(plan.backend(), Users::GrE).null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(types::text(plan.backend(), Users::Select).null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::GrE, Expr::cust("'it''s 1 \\ \"ü\"'")));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).uuid().not_null())
                    .col(ColumnDef::new(PSt::K).integer().not_null())
                    .col(types::timestamp(plan.backend(), PSt::Select).not_null())
                    .col(ColumnDef::new(PSt::GrE).boolean().not_null().default(true))
                    .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                    .take(),
            )
            .drop_column(PSt::Parent2),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Users::Select).null())
                    .col(types::text(plan.backend(), Users::GrE).not_null())
                    .col(ColumnDef::new(Users::D).double().null())
                    .take(),
            )
            .fill_column(Users::GrE, Expr::cust("'it''s 1 \\ \"ü\"'")),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"pöst\" ALTER COLUMN \"größe\" TYPE boolean USING \"größe\"::integer::boolean",
            );
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::GrE).boolean().not_null().default(true)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(PSt::Table)
                    .modify_column(ColumnDef::new(PSt::GrE).boolean().not_null().default(true)),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(types::text(plan.backend(), Users::GrE).not_null()),
            );
            plan.add(Table::alter().table(PSt::Table).drop_column(PSt::Parent2));
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-0")
                    .table(PSt::Table)
                    .col(PSt::Select)
                    .and_where(Expr::cust("\"select\" IS NOT NULL")),
            );
        });
    }

    /// It fails while a value of `pöst.größe` does not fit double precision.
    /// `pöst.parent_2` comes back without its values.
    /// The values of `users.d` are lost.
    /// The values of `users.größe` are lost.
    /// The values of `users.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-3-0").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).add_column(ColumnDef::new(PSt::Parent2).integer().null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(types::timestamp(plan.backend(), PSt::Select).not_null())
                .col(ColumnDef::new(PSt::GrE).double().not_null())
                .col(ColumnDef::new(PSt::Parent2).integer().null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .foreign_key(
                    ForeignKey::create()
                        .from(PSt::Table, PSt::Parent2)
                        .to(Users::Table, Users::Id)
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .take(),
        ));
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"größe\" DROP DEFAULT",
                );
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"größe\" TYPE double precision USING \"größe\"::integer::double precision",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(ColumnDef::new(PSt::GrE).double().not_null()),
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::GrE).double().not_null()),
            );
        });
        plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
        plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
        plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_2")
                    .from(PSt::Table, PSt::Parent2)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    Select,
    Id,
}
