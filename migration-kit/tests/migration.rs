//! Migrations as data, beside hand-written async ones in one list.

#![cfg(test)]

mod common;

use common::{number, recorded, texts};
use migration_kit::migration::{Plan, Planned, planned};
use migration_kit::ops::RebuildTable;
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{apply, on_each_backend, types};
use sea_orm_migration::MigratorTraitSelf;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, DynIden};

struct CreateNotes;

impl MigrationName for CreateNotes {
    fn name(&self) -> &str {
        "m1_create_notes"
    }
}

impl Planned for CreateNotes {
    fn up(&self, plan: &mut Plan) {
        let backend = plan.backend();
        plan.add(
            Table::create()
                .table("notes")
                .col(ColumnDef::new("id").integer().not_null().primary_key())
                .col(types::text(backend, "body").not_null())
                .col(types::timestamp(backend, "at").not_null().default(types::now(backend))),
        )
        .add(Index::create().name("notes_at").table("notes").col("at"));
    }

    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table("notes"));
    }
}

/// Hand-written, the stock way.
struct FillNotes;

impl MigrationName for FillNotes {
    fn name(&self) -> &str {
        "m2_fill_notes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FillNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let insert = Query::insert()
            .into_table("notes")
            .columns(["id", "body"])
            .values_panic([1.into(), "a".into()])
            .take();
        manager.execute(insert).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.execute(Query::delete().from_table("notes").take()).await
    }
}

struct RequireTitle;

impl MigrationName for RequireTitle {
    fn name(&self) -> &str {
        "m3_require_title"
    }
}

impl Planned for RequireTitle {
    fn up(&self, plan: &mut Plan) {
        let backend = plan.backend();
        plan.add(Table::alter().table("notes").add_column(ColumnDef::new("title").string_len(9)));
        plan.add(
            Query::update()
                .table("notes")
                .value("title", "it's ?")
                .and_where(Expr::col("title").is_null()),
        );
        plan.on(&[Backend::Postgres.into(), Backend::MySql.into()], |plan| {
            plan.add(
                Table::alter()
                    .table("notes")
                    .modify_column(ColumnDef::new("title").string_len(9).not_null()),
            );
        });
        plan.rebuild_table(RebuildTable::to(
            Table::create()
                .table("notes")
                .col(ColumnDef::new("id").integer().not_null().primary_key())
                .col(types::text(backend, "body").not_null())
                .col(types::timestamp(backend, "at").not_null().default(types::now(backend)))
                .col(ColumnDef::new("title").string_len(9).not_null())
                .take(),
        ));
    }

    fn down(&self, plan: &mut Plan) {
        plan.add(Table::alter().table("notes").drop_column("title"));
    }
}

struct Migrator;

impl MigratorTraitSelf for Migrator {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(CreateNotes), Box::new(FillNotes), planned(RequireTitle)]
    }

    fn migration_table_name(&self) -> DynIden {
        "seaql_migrations".into_iden()
    }
}

async fn check_up(db: &DatabaseConnection) {
    assert_eq!(recorded(db).await, ["m1_create_notes", "m2_fill_notes", "m3_require_title"]);
    assert_eq!(texts(db, "SELECT title FROM notes").await, ["it's ?"]);
    assert!(
        db.execute_unprepared("INSERT INTO notes (id, body) VALUES (2, 'b')").await.is_err(),
        "title is required"
    );
}

async fn they_run_in_one_list_under_the_kit(database: TestDatabase) {
    let db = database.connect().await;
    apply::up(&db, Migrator).await.unwrap();
    check_up(&db).await;
    Migrator.down(&db, Some(2)).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM notes").await, 0);
    apply::up(&db, Migrator).await.unwrap();
    check_up(&db).await;
}

async fn they_run_under_the_stock_executor(database: TestDatabase) {
    let db = database.connect().await;
    Migrator.up(&db, None).await.unwrap();
    check_up(&db).await;
    Migrator.down(&db, None).await.unwrap();
    assert!(!SchemaManager::new(&db).has_table("notes").await.unwrap());
}

on_each_backend!(they_run_in_one_list_under_the_kit, they_run_under_the_stock_executor);

#[test]
fn a_plan_is_read_without_a_database() {
    let sql = Plan::up_of(&RequireTitle, Backend::Postgres).sql();
    assert_eq!(
        sql,
        [
            r#"ALTER TABLE "notes" ADD COLUMN "title" varchar(9)"#,
            r#"UPDATE "notes" SET "title" = E'it\'s ?' WHERE "title" IS NULL"#,
            r#"ALTER TABLE "notes" ALTER COLUMN "title" TYPE varchar(9), ALTER COLUMN "title" SET NOT NULL"#,
        ]
    );
    let sql = Plan::up_of(&RequireTitle, Backend::Sqlite).sql();
    assert!(sql[2].starts_with("-- rebuild as: CREATE TABLE \"notes\""), "{sql:?}");
    assert_eq!(Plan::down_of(&CreateNotes, Backend::MySql).sql(), ["DROP TABLE `notes`"]);
}

/// What sea-query cannot say on a backend is the migration's failure, and not the process's.
#[tokio::test]
async fn what_sea_query_refuses_is_an_error() {
    struct Modify;
    impl MigrationName for Modify {
        fn name(&self) -> &str {
            "m1"
        }
    }
    impl Planned for Modify {
        fn up(&self, plan: &mut Plan) {
            plan.add(Table::alter().table("t").modify_column(ColumnDef::new("a").text()));
        }
        fn down(&self, _plan: &mut Plan) {}
    }
    struct One;
    impl MigratorTraitSelf for One {
        fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
            vec![planned(Modify)]
        }
    }
    let database = TestDatabase::create(Backend::Sqlite).await;
    let error = apply::up(&database.connect().await, One).await.unwrap_err();
    let expected = "migration m1 failed while it was applied: the migration panicked: Sqlite not support modifying table column";
    assert_eq!((error.to_string().as_str(), error.exit_code()), (expected, 4));
}

/// A module that an older kit has written, with the names of then.
mod older {
    use migration_kit::step::{Plan, Step, step};
    use sea_orm_migration::prelude::*;

    #[derive(DeriveMigrationName)]
    struct Migration;

    impl Step for Migration {
        fn up(&self, plan: &mut Plan) {
            plan.add_sql("CREATE TABLE older (id integer)");
        }

        fn down(&self, plan: &mut Plan) {
            plan.add_sql("DROP TABLE older");
        }
    }

    #[test]
    fn a_module_of_an_older_kit_compiles() {
        assert_eq!(
            Plan::up_of(&Migration, migration_kit::Backend::Sqlite).sql(),
            ["CREATE TABLE older (id integer)"]
        );
        assert!(step(Migration).name().ends_with("migration"));
    }
}
