//! The SQL that is recorded of the history, without a database, is what the history does on one.

#![cfg(test)]
#![cfg(feature = "cli")]

use migration::Migrator;
use migration_kit::Target;
use migration_kit::apply::{self};
use migration_kit::inside::apply::Migrations;
use migration_kit::inside::diff::compare;
use migration_kit::inside::introspect::live;
use migration_kit::inside::record::{Recorder, Recording};
use migration_kit::inside::shadow::{Server, stays_inside};
use migration_kit::on_each_backend;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseConnection};

async fn the_recorded_sql_does_what_the_history_does(recorded: TestDatabase) {
    let recorded = recorded.connect().await;
    let backend = Backend::from(recorded.get_database_backend());
    let replayed = TestDatabase::create(backend).await;
    let replayed = replayed.connect().await;
    apply::up(&replayed, Migrator).await.unwrap();
    let record = Migrator::migration_table_name().to_string();
    let kits = format!("{record}_ledger");
    let wanted = live(&replayed, &[&record, &kits]).await.unwrap();
    assert!(wanted.tables.len() > 4);

    let mut recorder = Recorder::new(backend).unwrap();
    let migrations = Migrator::migrations();
    for migration in &migrations {
        run(&recorded, recorder.up(migration.as_ref()).await.unwrap()).await;
    }
    let made = live(&recorded, &[]).await.unwrap();
    assert_eq!(compare(backend, &wanted, &made), []);

    for migration in migrations.iter().rev() {
        run(&recorded, recorder.down(migration.as_ref()).await.unwrap()).await;
    }
    let left = live(&recorded, &[]).await.unwrap();
    assert!(left.tables.is_empty() && left.enums.is_empty(), "{left:?}");
}
on_each_backend!(the_recorded_sql_does_what_the_history_does);

/// Runs what was recorded, but for statements whose values were not kept: those are about rows, and
/// there are none.
async fn run(db: &DatabaseConnection, recording: Recording) {
    assert!(!recording.depends_on_data && !recording.varies, "{recording:?}");
    for statement in recording.statements {
        if statement.has_values {
            assert!(statement.sql.starts_with("UPDATE"), "{statement:?}");
        } else {
            db.execute_unprepared(&statement.sql)
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", statement.sql));
        }
    }
}

#[test]
fn every_migration_has_its_sql_on_every_backend() {
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::MySql] {
        block_on(async {
            let mut recorder = Recorder::new(backend).unwrap();
            for migration in Migrator::migrations() {
                let recording = recorder.up(migration.as_ref()).await.unwrap();
                assert!(!recording.statements.is_empty(), "{}", migration.name());
                assert!(
                    recording.statements.iter().all(|statement| !statement.reads),
                    "{recording:?}"
                );
            }
        });
    }
}

#[test]
fn the_history_may_be_replayed_on_a_remote_server() {
    for url in ["postgres://app@db.example.com/shop", "mysql://app@db.example.com/shop"] {
        let server = Server::of(Target::parse(url).unwrap());
        block_on(async { stays_inside(&Migrations::of(&Migrator).unwrap(), &server).await })
            .unwrap();
    }
}
