//! In this step:
//!
//! * Drops the table `Big Table`.
//! * Creates the table `pöst`.
//! * Adds `users.größe`.
//! * Changes `users.id` from integer not null identity by default to uuid not null.
//! * Adds `users.k`.
//! * Drops `users.parent_1`.
//! * Drops `users.parent_3`.
//! * Adds `users.select`.
//! * Creates the enum `it's`.
//! * Drops the foreign key of `users` (parent_1) to `users`.
//! * Drops the foreign key of `users` (parent_3) to `users`.
//! * Makes (k, id) the primary key of `users`.
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
            plan.add(ForeignKey::drop().name("fk-users-parent_1").table(Users::Table));
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                extension::postgres::Type::create().as_enum("it's").values(["a\\b", "high", "low", "it's"]),
            );
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), PSt::ItS, "it's", ["a\\b", "high", "low", "it's"])
                            .not_null()
                            .default(Expr::cust("E'a\\\\b'")),
                    ),
            );
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(PSt::Table)
                    .col(ColumnDef::new(PSt::Id).integer().not_null().primary_key().auto_increment())
                    .col(
                        types::enumeration(plan.backend(), PSt::ItS, "it's", ["a\\b", "high", "low", "it's"])
                            .not_null()
                            .default("a\\b"),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Users::Table).add_column(types::text(plan.backend(), Users::GrE).null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::K).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::Select).double().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Query::update().table(Users::Table).value(Users::K, Expr::cust("1")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(
                Table::alter().table(Users::Table).modify_column(ColumnDef::new(Users::Id).uuid().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(types::text(plan.backend(), Users::A).null())
                    .col(ColumnDef::new(Users::Select).double().null())
                    .col(ColumnDef::new(Users::CC).integer().null().unique_key())
                    .col(types::text(plan.backend(), Users::GrE).null())
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .check(("positive 0 2", Expr::cust("\"c c\" > 0")))
                    .take(),
            )
            .fill_column(Users::K, Expr::cust("1"))
            .drop_column(Users::Parent1)
            .drop_column(Users::Parent3),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::K).integer().not_null()),
            );
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent1));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent3));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`k`, `id`)");
            plan.add_sql("CREATE INDEX `idx-3-2` ON `pöst` (`\"it's\"` DESC)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(Index::create().name("idx-3-2").table(PSt::Table).col((PSt::ItS, IndexOrder::Desc)));
        });
        plan.add(Table::drop().table(BigTable::Table));
    }

    /// `Big Table` comes back without its rows.
    /// The rows of `pöst` are lost.
    /// The values of `users.größe` are lost.
    /// It fails while a value of `users.id` does not fit integer.
    /// The values of `users.k` are lost.
    /// `users.parent_1` comes back without its values.
    /// `users.parent_3` comes back without its values.
    /// The values of `users.select` are lost.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Sqlite, DbBackend::MySql], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(BigTable::Select).string_len(50).not_null().default("it's \\ 'x'")),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).uuid().not_null().primary_key())
                    .col(
                        ColumnDef::new(BigTable::Select)
                            .string_len(50)
                            .not_null()
                            .default(Expr::cust("E'it\\'s \\\\ \\'x\\''")),
                    ),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent1).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent3).integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Users::A).null())
                    .col(ColumnDef::new(Users::CC).integer().null().unique_key())
                    .col(ColumnDef::new(Users::Parent1).integer().null())
                    .col(ColumnDef::new(Users::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent3)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Users::Table, Users::Parent1)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .check(("positive 0 2", Expr::cust("\"c c\" > 0")))
                    .take(),
            )
            .drop_column(Users::GrE)
            .drop_column(Users::K)
            .drop_column(Users::Select),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::K));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Select));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`id`)");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_1")
                    .from(Users::Table, Users::Parent1)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(Users::Table, Users::Id)
                    .on_delete(ForeignKeyAction::Cascade),
            );
        });
        plan.add(Table::drop().table(PSt::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    Id,
    Select,
}

#[derive(DeriveIden)]
enum PSt {
    #[sea_orm(iden = "pöst")]
    Table,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "größe")]
    GrE,
    K,
    Select,
    Id,
    A,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "parent_1")]
    Parent1,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
