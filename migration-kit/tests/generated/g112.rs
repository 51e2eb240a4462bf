//! In this step:
//!
//! * Adds `Big Table.c c`.
//! * Drops `users.a`.
//! * Adds `users.c c`.
//! * Adds `users.größe`.
//! * Changes `users.it's` from it's null to smallint null.
//! * Drops `users.k`.
//! * Adds the check positive 2 2 of `Big Table`.
//! * Creates the index `idx-2-0` on `Big Table` ("c c" desc).
//! * Drops the enum `it's`.
//! * Adds the check positive 0 3 of `users`.
//! * Creates the index `idx-0-1` on `users` ("it's").
//! * Makes (id) the primary key of `users`.
//! * Adds the unique constraint of `users` (it's).
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
            plan.add(
                Table::alter()
                    .table(BigTable::Table)
                    .add_column(ColumnDef::new(BigTable::CC).integer().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::CC).json_binary().null()),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::GrE).integer().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::CC, Expr::cust("'{\"row\": 1}'")));
            plan.add(Query::update().table(Users::Table).value(Users::GrE, Expr::cust("1")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table(BigTable::Table)
                .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                .col(ColumnDef::new(BigTable::CC).integer().null())
                .col(ColumnDef::new(BigTable::ItS).small_integer().not_null())
                .col(ColumnDef::new(BigTable::D).string_len(50).null())
                .check(("positive 2 2", Expr::cust("\"c c\" > 0")))
                .check(("positive 2 4", Expr::cust("\"it's\" > 0")))
                .take(),
        ));
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Users::CC).json_binary().not_null())
                    .col(ColumnDef::new(Users::GrE).integer().not_null())
                    .col(ColumnDef::new(Users::ItS).small_integer().null().unique_key())
                    .check(("positive 0 3", Expr::cust("\"größe\" > 0")))
                    .take(),
            )
            .fill_column(Users::CC, Expr::cust("'{\"row\": 1}'"))
            .fill_column(Users::GrE, Expr::cust("1"))
            .drop_column(Users::A)
            .drop_column(Users::K),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::CC).json_binary().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::GrE).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"users\" ALTER COLUMN \"it's\" TYPE smallint USING \"it's\"::text::smallint",
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::ItS).small_integer().null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::ItS).small_integer().null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Users::Table).drop_column(Users::A));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::K));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"id\")");
            plan.add_sql("ALTER TABLE \"Big Table\" ADD CONSTRAINT \"positive 2 2\" CHECK (\"c c\" > 0)");
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"positive 0 3\" CHECK (\"größe\" > 0)");
            plan.add_sql("ALTER TABLE \"users\" ADD CONSTRAINT \"users_it's_key\" UNIQUE (\"it's\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`id`)");
            plan.add_sql("ALTER TABLE `Big Table` ADD CONSTRAINT `positive 2 2` CHECK (`c c` > 0)");
            plan.add(Index::create().name("it's").table(Users::Table).unique().col(Users::ItS));
            plan.add_sql("ALTER TABLE `users` ADD CONSTRAINT `positive 0 3` CHECK (`größe` > 0)");
            plan.add_sql("CREATE INDEX `idx-2-0` ON `Big Table` (`\"c c\"` DESC)");
        });
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres], |plan| {
            plan.add(
                Index::create().name("idx-2-0").table(BigTable::Table).col((BigTable::CC, IndexOrder::Desc)),
            );
        });
        plan.add(Index::create().name("idx-0-1").table(Users::Table).col(Users::ItS));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("it's"));
        });
    }

    /// The values of `Big Table.c c` are lost.
    /// `users.a` comes back without its values.
    /// The values of `users.c c` are lost.
    /// The values of `users.größe` are lost.
    /// It fails while a value of `users.it's` does not fit it's.
    /// `users.k` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.add(Index::drop().name("idx-2-0").table(BigTable::Table));
        plan.add(Index::drop().name("idx-0-1").table(Users::Table));
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"Big Table\" DROP CONSTRAINT \"positive 2 2\"");
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"positive 0 3\"");
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_it's_key\"");
            plan.add(extension::postgres::Type::create().as_enum("it's").values(["low", "a\\b", "it's"]));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `Big Table` DROP CONSTRAINT `positive 2 2`");
            plan.add(Index::drop().name("it's").table(Users::Table));
            plan.add_sql("ALTER TABLE `users` DROP CONSTRAINT `positive 0 3`");
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::A).boolean().not_null().default(true)),
            );
            plan.add(
                Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::K).integer().null()),
            );
            plan.add(Query::update().table(Users::Table).value(Users::K, Expr::cust("0")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" DROP CONSTRAINT \"users_pkey\"");
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"it's\" TYPE it's USING \"it's\"::text::it's");
            plan.add(Table::alter().table(Users::Table).modify_column(
                types::enumeration(plan.backend(), Users::ItS, "it's", ["low", "a\\b", "it's"]).null(),
            ));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` DROP PRIMARY KEY");
            plan.add(Table::alter().table(Users::Table).modify_column(
                types::enumeration(plan.backend(), Users::ItS, "it's", ["low", "a\\b", "it's"]).null(),
            ));
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(BigTable::Table)
                    .col(ColumnDef::new(BigTable::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(BigTable::ItS).small_integer().not_null())
                    .col(ColumnDef::new(BigTable::D).string_len(50).null())
                    .check(("positive 2 4", Expr::cust("\"it's\" > 0")))
                    .take(),
            )
            .drop_column(BigTable::CC),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).uuid().not_null())
                    .col(ColumnDef::new(Users::K).integer().not_null())
                    .col(ColumnDef::new(Users::A).boolean().not_null().default(true))
                    .col(
                        types::enumeration(plan.backend(), Users::ItS, "it's", ["low", "a\\b", "it's"])
                            .null(),
                    )
                    .primary_key(Index::create().col(Users::K).col(Users::Id))
                    .take(),
            )
            .fill_column(Users::K, Expr::cust("0"))
            .drop_column(Users::CC)
            .drop_column(Users::GrE),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::K).integer().not_null()),
            );
            plan.add(Table::alter().table(BigTable::Table).drop_column(BigTable::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::CC));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::GrE));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `users` ADD PRIMARY KEY (`k`, `id`)");
        });
    }
}

#[derive(DeriveIden)]
enum BigTable {
    #[sea_orm(iden = "Big Table")]
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
    D,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    #[sea_orm(iden = "c c")]
    CC,
    #[sea_orm(iden = "größe")]
    GrE,
    Id,
    #[sea_orm(iden = "it's")]
    ItS,
    A,
    K,
}
