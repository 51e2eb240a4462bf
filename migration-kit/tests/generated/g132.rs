//! In this step:
//!
//! * Changes `order.d` from text null to d null.
//! * Drops `order.größe`.
//! * Changes `order.id` from integer not null identity by default to uuid not null.
//! * Adds `order.k`.
//! * Drops `order.select`.
//! * Adds `users.a`.
//! * Changes `users.d` from integer not null to text null.
//! * Drops `users.parent_3`.
//! * Creates the enum `d`.
//! * Makes (k, id) the primary key of `order`.
//! * Drops the foreign key of `users` (parent_3) to `order`.
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
            plan.add(ForeignKey::drop().name("fk-users-parent_3").table(Users::Table));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::create().as_enum("d").values(["low"]));
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::K).integer().null()),
            );
            plan.add(Table::alter().table(Users::Table).add_column(ColumnDef::new(Users::A).uuid().null()));
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Query::update().table(Order::Table).value(Order::K, Expr::cust("1")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_pkey\"");
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"d\" TYPE d USING \"d\"::d");
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::enumeration(plan.backend(), Order::D, "d", ["low"]).null()),
            );
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" DROP IDENTITY");
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" TYPE uuid USING \"id\"::text::uuid");
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::Id).uuid().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` DROP PRIMARY KEY");
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::enumeration(plan.backend(), Order::D, "d", ["low"]).null()),
            );
            plan.add(
                Table::alter().table(Order::Table).modify_column(ColumnDef::new(Order::Id).uuid().not_null()),
            );
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).uuid().not_null())
                    .col(ColumnDef::new(Order::K).integer().not_null())
                    .col(types::enumeration(plan.backend(), Order::D, "d", ["low"]).null())
                    .primary_key(Index::create().col(Order::K).col(Order::Id))
                    .take(),
            )
            .fill_column(Order::K, Expr::cust("1"))
            .drop_column(Order::GrE)
            .drop_column(Order::Select),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Users::A).uuid().null())
                    .col(types::text(plan.backend(), Users::Select).not_null())
                    .col(ColumnDef::new(Users::GrE).decimal_len(10, 2).null())
                    .col(types::text(plan.backend(), Users::D).null())
                    .take(),
            )
            .drop_column(Users::Parent3),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::K).integer().not_null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(types::text(plan.backend(), Users::D).null()),
            );
            plan.add(Table::alter().table(Order::Table).drop_column(Order::GrE));
            plan.add(Table::alter().table(Order::Table).drop_column(Order::Select));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::Parent3));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD PRIMARY KEY (\"k\", \"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` ADD PRIMARY KEY (`k`, `id`)");
        });
    }

    /// It fails while a value of `order.d` does not fit text.
    /// `order.größe` comes back without its values.
    /// It fails while a value of `order.id` does not fit integer.
    /// The values of `order.k` are lost.
    /// `order.select` comes back without its values.
    /// The values of `users.a` are lost.
    /// It fails while a value of `users.d` does not fit integer.
    /// `users.parent_3` comes back without its values.
    fn down(&self, plan: &mut Plan) {
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::GrE).integer().null()),
            );
            plan.add(
                Table::alter().table(Order::Table).add_column(ColumnDef::new(Order::Select).integer().null()),
            );
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .add_column(ColumnDef::new(Users::Parent3).integer().null()),
            );
            plan.add(Query::update().table(Order::Table).value(Order::Select, Expr::cust("0")));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" DROP CONSTRAINT \"order_pkey\"");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` DROP PRIMARY KEY");
        });
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Order::Table)
                    .col(ColumnDef::new(Order::Id).integer().not_null().primary_key().auto_increment())
                    .col(ColumnDef::new(Order::Select).integer().not_null())
                    .col(ColumnDef::new(Order::GrE).integer().null())
                    .col(types::text(plan.backend(), Order::D).null())
                    .take(),
            )
            .fill_column(Order::Select, Expr::cust("0"))
            .drop_column(Order::K),
        );
        plan.rebuild_table(
            RebuildTable::to(
                Table::create()
                    .table(Users::Table)
                    .col(ColumnDef::new(Users::Id).integer().not_null().primary_key().auto_increment())
                    .col(types::text(plan.backend(), Users::Select).not_null())
                    .col(ColumnDef::new(Users::GrE).decimal_len(10, 2).null())
                    .col(ColumnDef::new(Users::D).integer().not_null())
                    .col(ColumnDef::new(Users::Parent3).integer().null())
                    .foreign_key(
                        ForeignKey::create().from(Users::Table, Users::Parent3).to(Order::Table, Order::Id),
                    )
                    .take(),
            )
            .drop_column(Users::A),
        );
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(types::text(plan.backend(), Order::D).null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql(
                "ALTER TABLE \"order\" ALTER COLUMN \"id\" TYPE integer USING \"id\"::text::integer",
            );
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null()),
            );
            plan.add_sql("ALTER TABLE \"order\" ALTER COLUMN \"id\" ADD GENERATED BY DEFAULT AS IDENTITY");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Select).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"users\" ALTER COLUMN \"d\" TYPE integer USING \"d\"::integer");
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::D).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add(
                Table::alter()
                    .table(Users::Table)
                    .modify_column(ColumnDef::new(Users::D).integer().not_null()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(Table::alter().table(Order::Table).drop_column(Order::K));
            plan.add(Table::alter().table(Users::Table).drop_column(Users::A));
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add_sql("ALTER TABLE \"order\" ADD PRIMARY KEY (\"id\")");
        });
        plan.on(&[DbBackend::MySql], |plan| {
            plan.add_sql("ALTER TABLE `order` ADD PRIMARY KEY (`id`)");
            plan.add(
                Table::alter()
                    .table(Order::Table)
                    .modify_column(ColumnDef::new(Order::Id).integer().not_null().auto_increment()),
            );
        });
        plan.on(&[DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.add(
                ForeignKey::create()
                    .name("fk-users-parent_3")
                    .from(Users::Table, Users::Parent3)
                    .to(Order::Table, Order::Id),
            );
        });
        plan.on(&[DbBackend::Postgres], |plan| {
            plan.add(extension::postgres::Type::drop().name("d"));
        });
    }
}

#[derive(DeriveIden)]
enum Order {
    Table,
    K,
    Id,
    D,
    #[sea_orm(iden = "größe")]
    GrE,
    Select,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    A,
    Id,
    Select,
    #[sea_orm(iden = "größe")]
    GrE,
    D,
    #[sea_orm(iden = "parent_3")]
    Parent3,
}
