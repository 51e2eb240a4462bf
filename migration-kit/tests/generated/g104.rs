//! In this step:
//!
//! * Creates the table `order`.
//! * Drops `Big Table.a`.
//! * Drops `Big Table.it's`.
//! * Drops `Big Table.k`.
//! * Adds `Big Table.parent_0`.
//! * Adds `Big Table.parent_1`.
//! * Drops `users.d`.
//! * Adds `users.größe`.
//! * Drops `users.parent_2`.
//! * Adds `users.select`.
//! * Adds the foreign key of `Big Table` (parent_0) to `Big Table`.
//! * Adds the foreign key of `Big Table` (parent_1) to `users`.
//! * Makes (id) the primary key of `Big Table`.
//! * Drops the index `idx-0-0` of `users`.
//! * Adds the unique constraint of `users` (größe).
//! * Adds the unique constraint of `users` (select).
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
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::drop().name("idx-0-0").table(Users::Table));
        });
        plan.add(
            Table::create()
                .table(Order::Table)
                .col(ColumnDef::new(Order::Id).uuid().not_null().primary_key())
                .col(types::timestamp(plan.backend(), Order::A).null()),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent0).uuid().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::Parent1).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).double().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Select).integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP PRIMARY KEY");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Parent0).uuid().null())
                    .col(ColumnDef::new(BigTable::Parent1).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(BigTable::Table, BigTable::Parent0)
                            .to(BigTable::Table, BigTable::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .drop_column(BigTable::A)
            .drop_column(BigTable::ItS)
            .drop_column(BigTable::K),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::Select).integer().null().unique_key())
                    .col(ColumnDef::new(Users::CC).double().not_null())
                    .col(ColumnDef::new(Users::GrE).double().null().unique_key())
                    .take(),
            )
            .drop_column(Users::D)
            .drop_column(Users::Parent2),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::A));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::ItS));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::K));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::D));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent2));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"id\")");
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_größe_key\" UNIQUE (\"größe\")");
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_select_key\" UNIQUE (\"select\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`id`)");
            plan.add(Index::create().name("größe").table(Users::Table).unique().col(Users::GrE));
            plan.add(Index::create().name("select").table(Users::Table).unique().col(Users::Select));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_0")
                    .from(BigTable::Table, BigTable::Parent0)
                    .to(BigTable::Table, BigTable::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-Big Table-parent_1")
                    .from(BigTable::Table, BigTable::Parent1)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::SetNull),
            );
        });
    }

    /// The rows of `order` are lost.
    /// `Big Table.a` comes back without its values.
    /// `Big Table.it's` comes back without its values.
    /// `Big Table.k` comes back without its values.
    /// The values of `Big Table.parent_0` are lost.
    /// The values of `Big Table.parent_1` are lost.
    /// `users.d` comes back without its values.
    /// The values of `users.größe` are lost.
    /// `users.parent_2` comes back without its values.
    /// The values of `users.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_0").table(BigTable::Table));
            plan.add(ForeignKey::drop().name("fk-Big Table-parent_1").table(BigTable::Table));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(Index::drop().name("größe").table(Users::Table));
            plan.add(Index::drop().name("select").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_größe_key\"");
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_select_key\"");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(types::text(plan.backend(), BigTable::A).null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::ItS).json_binary().null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::K).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::D).decimal_len(10, 2).null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent2).integer().null()),
            );
            plan.add(Query::update().table(BigTable::Table).value(BigTable::A, Expr::cust("''")));
            plan.add(Query::update().table(BigTable::Table).value(BigTable::ItS, Expr::cust("'{}'")));
            plan.add(Query::update().table(BigTable::Table).value(BigTable::K, Expr::cust("0")));
            plan.add(Query::update().table(Users::Table).value(Users::D, Expr::cust("0")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"Big Table_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP PRIMARY KEY");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null())
                    .col(ColumnDef::new(BigTable::K).integer().not_null())
                    .col(types::text(plan.backend(), BigTable::A).not_null())
                    .col(ColumnDef::new(BigTable::ItS).json_binary().not_null())
                    .primary_key(Index::create().col(BigTable::K).col(BigTable::Id))
                    .take(),
            )
            .fill_column(BigTable::A, Expr::cust("''"))
            .fill_column(BigTable::ItS, Expr::cust("'{}'"))
            .fill_column(BigTable::K, Expr::cust("0"))
            .drop_column(BigTable::Parent0)
            .drop_column(BigTable::Parent1),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::CC).double().not_null())
                    .col(ColumnDef::new(Users::D).decimal_len(10, 2).not_null())
                    .col(ColumnDef::new(Users::Parent2).integer().null())
                    .take(),
            )
            .fill_column(Users::D, Expr::cust("0"))
            .drop_column(Users::GrE)
            .drop_column(Users::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(types::text(plan.backend(), BigTable::A).not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::ItS).json_binary().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .modify_column(ColumnDef::new(BigTable::K).integer().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::D).decimal_len(10, 2).not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent0));
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::Parent1));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` ADD PRIMARY KEY (`k`, `id`)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create()
                    .name("idx-0-0")
                    .table(Users::Table)
                    .col(Users::D)
                    .and_where(Expr::cust("d IS NOT NULL")),
            );
        });
        plan.add(Table::drop().table(Order::Table));
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "parent_0")]
    Parent0,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    Id,
    A,
    #[sea_orm(iden = "it's")]
    ItS,
    K,
}

#[derive(DeriveIden)]
enum Order {
    Table,
    Id,
    A,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    Select,
    Id,
    #[sea_orm(iden = "c c")]
    CC,
    D,
    #[sea_orm(iden = "parent_2")]
    Parent2,
}
