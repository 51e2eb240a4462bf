//! In this step:
//!
//! * Adds `Big Table.a`.
//! * Adds `Big Table.größe`.
//! * Adds `Big Table.it's`.
//! * Adds `Big Table.parent_0`.
//! * Changes `pöst.parent_3` from integer null to uuid null.
//! * Adds `users.d`.
//! * Changes `users.id` from integer not null identity by default to uuid not null.
//! * Adds `users.it's`.
//! * Drops `users.parent_1`.
//! * Adds the foreign key of `Big Table` (parent_0) to `users`.
//! * Adds the check positive 0 5 of `users`.
//! * Drops the index `idx-0-1` of `users`.
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
            plan.add(ForeignKey::drop().name("fk-pöst-parent_3").table(PSt::Table));
        });
        plan.add(Index::drop().name("idx-0-1").table(Users::Table));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::A).string_len(50).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::text(plan.backend(), BigTable::GrE).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).string_len(100).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).uuid().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::D).small_integer().null().default(7)),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::ItS).integer().null()),
            );
            plan.add(
                Query::update().table(BigTable::Table).value(BigTable::A, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(
                Query::update().table(BigTable::Table).value(BigTable::GrE, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(
                Query::update().table(BigTable::Table).value(BigTable::ItS, Expr::cust("'it''s 1 \\ \"ü\"'")),
            );
            plan.add(Query::update().table(Users::Table).value(Users::ItS, Expr::cust("1")));
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::A).string_len(50).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(types::text(plan.backend(), BigTable::GrE).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::ItS).string_len(100).not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::A).string_len(50).not_null())
                    .col(ColumnDef::new(BigTable::Select).integer().null())
                    .col(types::text(plan.backend(), BigTable::GrE).not_null())
                    .col(ColumnDef::new(BigTable::ItS).string_len(100).not_null())
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .take(),
            )
            .fill_column(BigTable::A, Expr::cust("'it''s 1 \\ \"ü\"'"))
            .fill_column(BigTable::GrE, Expr::cust("'it''s 1 \\ \"ü\"'"))
            .fill_column(BigTable::ItS, Expr::cust("'it''s 1 \\ \"ü\"'")),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(types::timestamp(plan.backend(), PSt::A).null().default(types::now(plan.backend())))
                .col(ColumnDef::new(PSt::Parent3).uuid().null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent3).to(Users::Table, Users::Id))
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(types::timestamp(plan.backend(), Users::A).null())
                    .col(ColumnDef::new(Users::ItS).integer().not_null())
                    .col(ColumnDef::new(Users::D).small_integer().null().default(7))
                    .check(("positive 0 5", Expr::cust("d > 0")))
                    .take(),
            )
            .fill_column(Users::ItS, Expr::cust("1"))
            .drop_column(Users::Parent1),
        );
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"pöst\" ALTER COLUMN \"parent_3\" TYPE uuid USING \"parent_3\"::text::uuid",
            );
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Parent3).uuid().null()),
            );
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Parent3).uuid().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::ItS).integer().not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent1));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"positive 0 5\" CHECK (d > 0)");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD CONSTRAINT `positive 0 5` CHECK (d > 0)");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_3")
                    .from(PSt::Table, PSt::Parent3)
                    .to(Users::Table, Users::Id),
            );
        });
    }

    /// The values of `Big Table.a` are lost.
    /// The values of `Big Table.größe` are lost.
    /// The values of `Big Table.it's` are lost.
    /// The values of `Big Table.parent_0` are lost.
    /// It fails while a value of `pöst.parent_3` does not fit integer.
    /// The values of `users.d` are lost.
    /// It fails while a value of `users.id` does not fit integer.
    /// The values of `users.it's` are lost.
    /// `users.parent_1` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-pöst-parent_3").table(PSt::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"positive 0 5\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP CONSTRAINT `positive 0 5`");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent1).integer().null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).integer().null())
                    .take(),
            )
            .drop_column(BigTable::A)
            .drop_column(BigTable::GrE)
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::Parent0),
        );
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(PSt::Table)
                .col(ColumnDef::new(PSt::Id).uuid().not_null())
                .col(ColumnDef::new(PSt::K).integer().not_null())
                .col(types::timestamp(plan.backend(), PSt::A).null().default(types::now(plan.backend())))
                .col(ColumnDef::new(PSt::Parent3).integer().null())
                .primary_key(Index::create().col(PSt::K).col(PSt::Id))
                .foreign_key(ForeignKey::create().from(PSt::Table, PSt::Parent3).to(Users::Table, Users::Id))
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::timestamp(plan.backend(), Users::A).null())
                    .col(ColumnDef::new(Users::Parent1).integer().null())
                    .take(),
            )
            .drop_column(Users::D)
            .drop_column(Users::ItS),
        );
        plan.on(
            &[DbBackend::Postgres],
            |plan| {
                plan.add_sql(
                    "ALTER TABLE \"pöst\" ALTER COLUMN \"parent_3\" TYPE integer USING \"parent_3\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(PSt::Table)
                        .modify_column(ColumnDef::new(PSt::Parent3).integer().null()),
                );
                plan.add_sql(
                    "ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
                );
                plan.add(
                    Table::alter()
                        .table(Users::Table)
                        .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
                );
                plan.add_sql(
                    "ALTER TABLE \"users\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY",
                );
            },
        );
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(PSt::Table).modify_column(ColumnDef::new(PSt::Parent3).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::GrE));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::ItS));
        });
        plan.add(Index::create().name("idx-0-1").table(Users::Table).col(Users::A));
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-pöst-parent_3")
                    .from(PSt::Table, PSt::Parent3)
                    .to(Users::Table, Users::Id),
            );
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    A,
    #[sea_orm(iden = "größe")]
    GrE,
    #[sea_orm(iden = "it's")]
    ItS,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    Id,
    Select,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    K,
    A,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    D,
    #[sea_orm(iden = "it's")]
    ItS,
    Id,
    A,
    #[sea_orm(iden = "parent_1")]
    Parent1,
}
