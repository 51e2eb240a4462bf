//! Commands that stop before they reach a database.

#![cfg(test)]

use std::process::ExitCode;

use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait};

use super::args::{self, Parsed};
use super::{Args, dispatch};
use crate::Error;
use crate::desired::Entities;
use crate::migration::{Plan, Planned, planned};
use crate::testing::block_on;

mod listed {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "listed")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod forgotten {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "forgotten")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

struct CreateRole;

impl MigrationName for CreateRole {
    fn name(&self) -> &str {
        "m1_create_role"
    }
}

impl Planned for CreateRole {
    fn up(&self, plan: &mut Plan) {
        plan.add_sql("CREATE ROLE app");
    }

    fn down(&self, plan: &mut Plan) {
        plan.add_sql("DROP ROLE app");
    }
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(CreateRole)]
    }
}

fn parsed(words: &[&str]) -> Args {
    match args::parse(["migration"].iter().chain(words).map(Into::into)).unwrap() {
        Parsed::Run(args) => args,
        Parsed::Show(text) => panic!("{text}"),
    }
}

fn run(entities: Entities, args: &[&str]) -> Error {
    let args = parsed(args);
    block_on(async { dispatch(Migrator, entities, args).await }).unwrap_err()
}

#[test]
fn an_entity_that_nobody_listed_has_to_be_decided_on() {
    let error = run(crate::entities![listed], &["-u", "sqlite::memory:", "generate", "--check"]);
    assert_eq!(error.exit_code(), 3, "{error}");
    let (text, hint) = (error.to_string(), error.hint().unwrap());
    assert!(text.contains("migration_kit::cli::tests::forgotten"), "{text}");
    assert!(!text.contains("::listed") && text.ends_with("not in the list of entities"), "{text}");
    assert!(hint.contains("`entities![…]`") && hint.contains(".without(\""), "{hint}");
}

#[test]
fn a_migration_with_a_role_is_not_replayed_remotely() {
    // None of the crate's entities is listed, so none is missed.
    let url = "postgres://app@db.example.com/shop";
    let error = run(crate::entities![], &["-u", url, "generate", "--check"]);
    assert_eq!(error.exit_code(), 2, "{error}");
    assert!(error.to_string().starts_with("migration m1_create_role reaches beyond"), "{error}");
}

/// A check goes on after what is wrong, and says no at the end.
#[test]
fn a_check_is_not_passed_while_an_entity_is_forgotten() {
    let check = |entities: Entities| {
        let args = parsed(&["-u", "sqlite::memory:", "check"]);
        block_on(async { dispatch(Nothing, entities, args).await }).unwrap()
    };
    assert_eq!(check(crate::entities![listed]), ExitCode::from(1));
    // None of the crate's entities is listed, so none is missed.
    assert_eq!(check(crate::entities![]), ExitCode::SUCCESS);
}

struct Nothing;

impl MigratorTrait for Nothing {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }
}

/// A migration that cannot be rolled back, and its file.
struct OneWay;

impl MigrationName for OneWay {
    fn name(&self) -> &str {
        "m2_one_way"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OneWay {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("CREATE TABLE notes (id bigint PRIMARY KEY)")
            .await
            .map(|_| ())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("there is no way back".to_owned()))
    }
}

struct NoWayBack;

impl MigratorTrait for NoWayBack {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(OneWay)]
    }
}

#[test]
fn an_irreversible_migration_says_so_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path: &'static str = folder.path().to_str().unwrap().to_owned().leak();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let check = |comment: &str| {
        let migration = format!("{comment}\nfn up() {{\n    \"notes\";\n}}\n");
        std::fs::write(folder.path().join("src/m2_one_way.rs"), migration).unwrap();
        let args = parsed(&["-u", "sqlite::memory:", "check"]);
        block_on(async { dispatch(NoWayBack, Entities::new(path, Vec::new()), args).await })
            .unwrap()
    };
    assert_eq!(check(""), ExitCode::from(1));
    assert_eq!(
        check("// migration-kit: allow(irreversible-down) the backup of release 41"),
        ExitCode::SUCCESS
    );
}
