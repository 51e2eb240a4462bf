//! In this step:
//!
//! * Creates the table `users`.
//! * Drops `Big Table.a`.
//! * Adds `Big Table.c c`.
//! * Adds `Big Table.it's`.
//! * Changes the foreign key of `Big Table` (parent_3) to `Big Table`.
//! * Creates the index `idx-2-1` on `Big Table` ("select" desc).
//! * Creates the index `idx-2-2` on `Big Table` ("select" desc).
//! * Creates the enum `d`.
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
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("d").values(["a\\b"]));
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).double().null())
                    .col(ColumnDef::new(Users::GrE).uuid().null())
                    .col(
                        types::enumeration(plan.backend(), Users::D, "d", ["a\\b"])
                            .not_null()
                            .default(Expr::cust("E'a\\\\b'")),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).double().null())
                    .col(ColumnDef::new(Users::GrE).uuid().null())
                    .col(
                        types::enumeration(plan.backend(), Users::D, "d", ["a\\b"])
                            .not_null()
                            .default("a\\b"),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::CC).decimal_len(10, 2).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).decimal_len(10, 2).null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::CC, Expr::cust("1.25")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::CC).decimal_len(10, 2).not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::Select).double().not_null())
                    .col(ColumnDef::new(BigTable::CC).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(BigTable::ItS).decimal_len(10, 2).null())
                    .col(ColumnDef::new(BigTable::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .fill_column(BigTable::CC, Expr::cust("1.25"))
            .drop_column(BigTable::A),
        );
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-2-1")
                    .table(BigTable::Table)
                    .col((BigTable::Select, IndexOrder::Desc)),
            );
            plan.add(
                Index::create()
                    .name("idx-2-2")
                    .table(BigTable::Table)
                    .col((BigTable::Select, IndexOrder::Desc)),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("CREATE INDEX `idx-2-1` ON `Big Table` (`\"select\"` DESC)");
            plan.add_sql("CREATE INDEX `idx-2-2` ON `Big Table` (`\"select\"` DESC)");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
    }

    /// The rows of `users` are lost.
    /// `Big Table.a` comes back without its values.
    /// The values of `Big Table.c c` are lost.
    /// The values of `Big Table.it's` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_3").table(BigTable::Table));
        });
        plan.add(Index::drop().name("idx-2-1").table(BigTable::Table));
        plan.add(Index::drop().name("idx-2-2").table(BigTable::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::A).json_binary().null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::A, Expr::cust("'{}'")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).json_binary().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_3")
                    .from(BigTable::Table, BigTable::Parent3)
                    .to(BigTable::Table, BigTable::Id),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::A).json_binary().not_null())
                    .col(ColumnDef::new(BigTable::Select).double().not_null())
                    .col(ColumnDef::new(BigTable::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent3)
                            .to(BigTable::Table, BigTable::Id),
                    )
                    .take(),
            )
            .fill_column(BigTable::A, Expr::cust("'{}'"))
            .drop_column(BigTable::CC)
            .drop_column(BigTable::ItS),
        );
        plan.add(Table::drop().table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    Select,
    #[sea_orm(iden = "parent_3")]
    Parent3,
    A,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
}
