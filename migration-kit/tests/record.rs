//! Migrations recorded without a database.

#![cfg(test)]

mod common;

use common::Migration;
use migration_kit::Error;
use migration_kit::inside::record::{Recorder, Recording};
use migration_kit::migration::{Plan, planned};
use migration_kit::ops::{RebuildTable, rebuild_table};
use migration_kit::testing::{Backend, block_on};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement, TransactionTrait};

const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::MySql];

fn record(backend: Backend, migrations: &[Migration]) -> Vec<Result<Recording, Error>> {
    block_on(async {
        let mut recorder = Recorder::new(backend).unwrap();
        let mut recordings = Vec::new();
        for migration in migrations {
            recordings.push(recorder.up(migration).await);
        }
        recordings
    })
}

fn sql(recording: &Result<Recording, Error>) -> Vec<&str> {
    recording.as_ref().unwrap().statements.iter().map(|statement| statement.sql.as_str()).collect()
}

fn create_notes() -> Migration {
    Migration::new("m1", |manager| {
        Box::pin(async move {
            let id = ColumnDef::new("id").integer().not_null().primary_key().take();
            manager.create_table(Table::create().table("notes").col(id).take()).await?;
            manager
                .create_index(Index::create().name("notes_id").table("notes").col("id").take())
                .await
        })
    })
}

#[test]
fn probes_are_answered_from_the_migrations_before() {
    let carry_on = Migration::new("m2", |manager| {
        Box::pin(async move {
            assert!(manager.has_table("notes").await?);
            assert!(!manager.has_table("other").await?);
            assert!(manager.has_column("notes", "id").await?);
            assert!(manager.has_index("notes", "notes_id").await?);
            if !manager.has_column("notes", "title").await? {
                let title = ColumnDef::new("title").text().take();
                manager.alter_table(Table::alter().table("notes").add_column(title).take()).await?;
            }
            assert!(manager.has_column("notes", "title").await?);
            Ok(())
        })
    });
    for backend in ALL {
        let recordings = record(backend, &[create_notes(), carry_on.clone(), carry_on.clone()]);
        assert_eq!(sql(&recordings[0]).len(), 2);
        assert_eq!(sql(&recordings[1]).len(), 1, "{recordings:?}");
        assert!(sql(&recordings[1])[0].starts_with("ALTER TABLE"));
        assert!(sql(&recordings[2]).is_empty());
        assert!(
            recordings
                .iter()
                .flatten()
                .all(|recording| !recording.depends_on_data && !recording.varies)
        );
    }
}

#[test]
fn rolling_back_is_recorded_too() {
    for backend in ALL {
        block_on(async {
            let migration = Migration::sql("m1", "CREATE TABLE a (id int)", "DROP TABLE a");
            let mut recorder = Recorder::new(backend).unwrap();
            for _ in 0..2 {
                assert_eq!(sql(&recorder.up(&migration).await), ["CREATE TABLE a (id int)"]);
                assert_eq!(sql(&recorder.down(&migration).await), ["DROP TABLE a"]);
            }
        });
    }
}

#[test]
fn values_are_never_kept() {
    let insert = Migration::new("m2", |manager| {
        Box::pin(async move {
            let insert = Query::insert()
                .into_table("notes")
                .columns(["id"])
                .values_panic([42.into()])
                .take();
            manager.execute(insert).await
        })
    });
    for backend in ALL {
        let recordings = record(backend, &[create_notes(), insert.clone()]);
        let statement = &recordings[1].as_ref().unwrap().statements[0];
        assert!(
            statement.has_values && !statement.reads && !statement.sql.contains("42"),
            "{statement:?}"
        );
        assert!(!recordings[1].as_ref().unwrap().depends_on_data);
    }
}

#[test]
fn a_migration_that_asks_for_rows_is_marked() {
    let ask = Migration::new("m2", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let ask = Statement::from_string(db.get_database_backend(), "SELECT id FROM notes");
            if db.query_one_raw(ask).await?.is_some() {
                db.execute_unprepared("DELETE FROM notes").await?;
            }
            Ok(())
        })
    });
    for backend in ALL {
        let recordings = record(backend, &[create_notes(), ask.clone()]);
        assert_eq!(sql(&recordings[1]), ["SELECT id FROM notes"]);
        let recording = recordings[1].as_ref().unwrap();
        assert!(recording.depends_on_data && recording.statements[0].reads);
    }
}

#[test]
fn a_migration_that_looks_at_the_clock_is_marked() {
    let clock = Migration::new("m1", |manager| {
        Box::pin(async move {
            let name = format!("t{:?}", std::time::Instant::now())
                .replace(|c: char| !c.is_alphanumeric(), "_");
            let sql = format!("CREATE TABLE {name} (id int)");
            manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
        })
    });
    for backend in ALL {
        assert!(record(backend, std::slice::from_ref(&clock))[0].as_ref().unwrap().varies);
    }
}

#[test]
fn a_migration_hears_of_what_fails_in_it() {
    let tries = Migration::new("m2", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE a (id int)").await?;
            assert!(db.execute_unprepared("ALTER TABLE missing ADD COLUMN b int").await.is_err());
            let inner = db.begin().await?;
            inner.execute_unprepared("CREATE TABLE b (id int)").await?;
            assert!(inner.execute_unprepared("CREATE TABLE a (id int)").await.is_err());
            inner.rollback().await?;
            db.execute_unprepared("CREATE TABLE c (id int)").await.map(|_| ())
        })
    });
    let recordings = record(Backend::Sqlite, &[create_notes(), tries, create_notes()]);
    assert_eq!(sql(&recordings[1]), ["CREATE TABLE a (id int)", "CREATE TABLE c (id int)"]);
    let error = recordings[2].as_ref().unwrap_err().to_string();
    assert!(error.contains("notes"), "{error}");
}

#[test]
fn a_failed_recording_leaves_nothing_behind() {
    let fails = |text: &'static str, panics: bool| {
        Migration::new("m2", move |manager| {
            Box::pin(async move {
                manager.get_connection().execute_unprepared("CREATE TABLE half (id int)").await?;
                assert!(!panics, "{text}");
                Err(DbErr::Custom(text.to_owned()))
            })
        })
    };
    let look = Migration::new("m3", |manager| {
        Box::pin(async move {
            assert!(!manager.has_table("half").await?);
            Ok(())
        })
    });
    for backend in ALL {
        let migrations =
            [create_notes(), fails("no way", false), fails("oh no", true), look.clone()];
        let migrations = if backend == Backend::Sqlite {
            migrations
        } else {
            migrations.map(|migration| migration.transaction(false))
        };
        let recordings = record(backend, &migrations);
        for (at, text) in [(1, "no way"), (2, "the migration panicked: oh no")] {
            let error = recordings[at].as_ref().unwrap_err();
            assert_eq!(error.exit_code(), 4);
            assert!(error.to_string().ends_with(text), "{error}");
        }
        assert!(sql(&recordings[3]).is_empty());
    }
}

#[test]
fn what_a_migration_rolls_back_itself_is_not_recorded() {
    let nested = Migration::new("m1", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let transaction = db.begin().await?;
            transaction.execute_unprepared("CREATE TABLE gone (id int)").await?;
            transaction.rollback().await?;
            let transaction = db.begin().await?;
            transaction.execute_unprepared("CREATE TABLE kept (id int)").await?;
            transaction.commit().await?;
            assert!(manager.has_table("kept").await? && !manager.has_table("gone").await?);
            Ok(())
        })
    });
    for backend in ALL {
        for migration in
            [nested.clone(), nested.clone().transaction(false), nested.clone().transaction(true)]
        {
            assert_eq!(sql(&record(backend, &[migration])[0]), ["CREATE TABLE kept (id int)"]);
        }
    }
}

#[test]
fn a_migration_that_never_ends_is_stopped() {
    let polls = Migration::new("m1", |manager| {
        Box::pin(async move {
            let db = manager.get_connection();
            let ask = || Statement::from_string(db.get_database_backend(), "SELECT 1 WHERE 1 = 2");
            while db.query_one_raw(ask()).await?.is_none() {}
            Ok(())
        })
    });
    for backend in [Backend::Postgres, Backend::MySql] {
        let error = record(backend, std::slice::from_ref(&polls)).remove(0).unwrap_err();
        assert!(error.to_string().contains("more than 10000 statements"), "{error}");
    }
}

#[test]
fn a_rebuild_is_recorded_with_and_without_transaction() {
    let rebuild = Migration::new("m2", |manager| {
        Box::pin(async move {
            let id = ColumnDef::new("id").big_integer().not_null().primary_key().take();
            rebuild_table(manager, RebuildTable::to(Table::create().table("notes").col(id).take()))
                .await
        })
    });
    for rebuild in [rebuild.clone(), rebuild.transaction(false)] {
        let recordings = record(Backend::Sqlite, &[create_notes(), rebuild]);
        assert_eq!(
            sql(&recordings[1]),
            [
                r#"CREATE TABLE "notes__rebuild" ( "id" integer NOT NULL PRIMARY KEY )"#,
                r#"INSERT INTO "notes__rebuild" ("id") SELECT "id" FROM "notes""#,
                "PRAGMA legacy_alter_table = ON",
                r#"DROP TABLE "notes""#,
                r#"ALTER TABLE "notes__rebuild" RENAME TO "notes""#,
                "PRAGMA legacy_alter_table = OFF",
                r#"CREATE INDEX "notes_id" ON "notes" ("id")"#,
            ]
        );
        assert!(!recordings[1].as_ref().unwrap().depends_on_data);
    }
}

#[test]
fn sqlite_writes_no_file() {
    let folder = std::env::temp_dir().join(format!("recorded-{}.db", std::process::id()));
    let attach = format!("ATTACH DATABASE '{}' AS other", folder.display());
    let attach: &'static str = attach.leak();
    let recordings =
        record(Backend::Sqlite, &[Migration::sql("m1", attach, "").transaction(false)]);
    assert_eq!(sql(&recordings[0]), [attach]);
    assert!(!folder.exists());
}

struct AsData;

impl MigrationName for AsData {
    fn name(&self) -> &str {
        "m1_as_data"
    }
}

impl migration_kit::migration::Planned for AsData {
    fn up(&self, plan: &mut Plan) {
        plan.add(Table::create().table("notes").col(ColumnDef::new("id").integer()));
        plan.on(&[Backend::Postgres.into()], |plan| {
            plan.add_sql("CREATE INDEX ON notes (id)");
        });
    }

    fn down(&self, plan: &mut Plan) {
        plan.add(Table::drop().table("notes"));
    }
}

#[test]
fn a_migration_as_data_gives_the_sql_of_its_plan() {
    for backend in ALL {
        block_on(async {
            let recording = Recorder::new(backend).unwrap().up(planned(AsData).as_ref()).await;
            assert_eq!(sql(&recording), Plan::up_of(&AsData, backend).sql());
        });
    }
}
