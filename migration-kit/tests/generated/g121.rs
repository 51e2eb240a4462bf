//! In this step:
//!
//! * Adds `Big Table.a`.
//! * Drops `Big Table.parent_1`.
//! * Adds `Big Table.select`.
//! * Drops the foreign key of `Big Table` (parent_1) to `Big Table`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_1").table(BigTable::Table));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::A).json_binary().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).decimal_len(10, 2).null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::A, Expr::cust("'{\"row\": 1}'")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).json_binary().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent1));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::Select).decimal_len(10, 2).null())
                    .col(
                        types::timestamp(plan.backend(), BigTable::GrE)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(BigTable::D).boolean().null())
                    .take(),
            )
            .fill_column(BigTable::A, Expr::cust("'{\"row\": 1}'"))
            .drop_column(BigTable::Parent1),
        );
    }

    /// The values of `Big Table.a` are lost.
    /// `Big Table.parent_1` comes back without its values.
    /// The values of `Big Table.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent1).uuid().null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_1")
                    .from(BigTable::Table, BigTable::Parent1)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(
                        types::timestamp(plan.backend(), BigTable::GrE)
                            .not_null()
                            .default(types::now(plan.backend())),
                    )
                    .col(ColumnDef::new(BigTable::D).boolean().null())
                    .col(ColumnDef::new(BigTable::Parent1).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .take(),
            )
            .drop_column(BigTable::A)
            .drop_column(BigTable::Select),
        );
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    A,
    Select,
    Id,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
