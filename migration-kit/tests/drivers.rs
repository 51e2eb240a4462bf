//! A migration may name everything of the kit whatever drivers are compiled in: a project for three
//! backends turns one of them off without touching its migrations.

#![cfg(test)]

mod workspace;

use std::path::Path;

use workspace::Workspace;

const DRIVERS: [&str; 3] = ["sqlx-mysql", "sqlx-postgres", "sqlx-sqlite"];

/// A migration of each form that names all there is.
const MODULE: &str = r#"
use migration_kit::ops::{Backfill, RebuildTable, rebuild_table};
use migration_kit::migration::{Plan, Planned, idempotent, planned};
use migration_kit::types;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

pub struct Data;

impl MigrationName for Data {
    fn name(&self) -> &str {
        "m20260101_000000_data"
    }
}

fn table(backend: DbBackend) -> TableCreateStatement {
    let mut enumeration = types::enumeration(backend, "mood", "mood", ["low", "high"]);
    Table::create()
        .table("t")
        .col(types::timestamp(backend, "at").not_null().default(types::now(backend)))
        .col(types::text(backend, "note"))
        .col(ColumnDef::new_with_type("n", types::portable(backend, ColumnType::Text)))
        .col(&mut enumeration)
        .take()
}

fn rebuild() -> RebuildTable {
    RebuildTable::to(table(DbBackend::Sqlite)).constraint("CHECK (a > 0)").drop_column("a").rename_column("b", "c").fill_column("d", Expr::val(1))
}

impl Planned for Data {
    fn up(&self, plan: &mut Plan) {
        plan.add(&table(plan.backend())).add_sql("SELECT 1").rebuild_table(rebuild());
        plan.on(&[DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql], |plan| {
            plan.backfill(
                Backfill::of("t").set("a", Expr::val(1)).only(Expr::col("b").is_null()).every_row().batch(10).pause(std::time::Duration::ZERO),
            );
        });
        plan.check_conversion("t", "a", Expr::cust("a + 0"), ["id"]);
        plan.create_index_online(Index::create().name("i").table("t").col("a"))
            .create_index_sql_online("CREATE INDEX j ON t (a)")
            .drop_index_online("t", "i")
            .add_foreign_key_online(ForeignKey::create().name("k").from("t", "a").to("u", "id"))
            .add_check_online("t", "c", "a > 0")
            .add_constraint_online("t", "c", "CHECK (a > 0)")
            .add_sql_online("ALTER TABLE t VALIDATE CONSTRAINT c")
            .drop_foreign_key_online("t", "k")
            .drop_check_online("t", "c")
            .drop_unique_online("t", "u")
            .drop_primary_key_online("t", "p")
            .add_unique_online("t", "u", ["a"])
            .build_primary_key_online("t", "p", ["a"])
            .set_primary_key_online("t", "old", "p", ["a"])
            .set_not_null_online("t", "a")
            .drop_not_null_online("t", "a")
            .alter_online(Table::alter().table("t").drop_column("a"));
    }

    fn down(&self, _: &mut Plan) {}

    fn use_transaction(&self) -> Option<bool> {
        None
    }

    fn is_idempotent(&self) -> bool {
        false
    }
}

pub struct ByHand;

impl MigrationName for ByHand {
    fn name(&self) -> &str {
        "m20260102_000000_by_hand"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ByHand {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let (up, down) = (Plan::up_of(&Data, backend), Plan::down_of(&Data, backend));
        if up.is_online() || up.sql() == down.sql() {
            up.run(manager).await?;
        }
        rebuild_table(manager, rebuild()).await
    }
}

pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![planned(Data), idempotent(ByHand)]
}
"#;

/// Slow where no other build has the kit with one driver alone: `.ci/run` has it before it comes to
/// the tests.
#[test]
fn a_migration_compiles_with_any_one_driver() {
    let workspace = Workspace::new("drivers");
    workspace.write("model/src/lib.rs", "");
    workspace.write("history/src/lib.rs", MODULE);
    for driver in DRIVERS {
        let run = workspace.check(&[driver]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{driver}");
    }
}

/// What is added to the kit for migrations to call has to be added to the module above.
#[test]
fn the_module_names_all_there_is() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in [
        "migration/mod.rs",
        "migration/plan.rs",
        "migration/online.rs",
        "types.rs",
        "ops/online/backfill.rs",
        "ops/rebuild_table/mod.rs",
    ] {
        let text = std::fs::read_to_string(src.join(file)).unwrap();
        let functions = text.lines().filter_map(|line| {
            let line = line.trim_start().strip_prefix("pub ")?;
            let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
            name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
        });
        for function in functions {
            assert!(MODULE.contains(&format!("{function}(")), "{file}: {function}");
        }
    }
}

/// Nothing that a migration may name, and nothing of what it is run with, is there on a condition.
#[test]
fn nothing_that_a_migration_names_depends_on_a_driver() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in [
        "lib.rs",
        "types.rs",
        "migration/mod.rs",
        "migration/plan.rs",
        "migration/online.rs",
        "ops/mod.rs",
    ] {
        let text = std::fs::read_to_string(src.join(file)).unwrap();
        let found = text.lines().find(|line| line.starts_with("#[cfg(feature = \"sqlx-"));
        assert_eq!(found, None, "{file}");
    }
}
