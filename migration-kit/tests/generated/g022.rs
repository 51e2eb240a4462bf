//! In this step:
//!
//! * Creates the table `pöst`.
//! * Drops `Big Table.select`.
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
        plan.on(&[DbBackend::Sqlite], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), PSt::A).null())
                    .col(ColumnDef::new(PSt::Select).double().null().unique_key())
                    .col(ColumnDef::new(PSt::CC).integer().null())
                    .col(ColumnDef::new(PSt::D).date().not_null())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(PSt::Table, PSt::Parent2)
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
                    .col(types::timestamp(plan.backend(), PSt::A).null())
                    .col(ColumnDef::new(PSt::Select).double().null().unique_key())
                    .col(ColumnDef::new(PSt::CC).integer().null())
                    .col(ColumnDef::new(PSt::D).date().not_null())
                    .col(ColumnDef::new(PSt::Parent2).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk-pöst-parent_2")
                            .from(PSt::Table, PSt::Parent2)
                            .to(PSt::Table, PSt::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    ),
            );
        });
        plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Select));
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-3-2")
                    .table(PSt::Table)
                    .col((PSt::CC, IndexOrder::Desc))
                    .and_where(Expr::cust("\"c c\" IS NOT NULL")),
            );
        });
    }

    /// The rows of `pöst` are lost.
    /// `Big Table.select` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Select).string_len(50).null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::Select, Expr::cust("''")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::Select).string_len(50).not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).string_len(50).not_null())
                    .take(),
            )
            .fill_column(BigTable::Select, Expr::cust("''")),
        );
        plan.add(Table::drop().table(PSt::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Select,
    Id,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    A,
    Select,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
