//! A workspace with a crate of migrations for each case, and one program that is the command line
//! of the case that it is told.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

use migration_kit::testing::Backend;

use crate::case::Case;
use crate::workspace::{Run, Workspace};

pub struct Project {
    workspace: Workspace,
    /// The cases that are part of the program, by their places in the list.
    present: BTreeSet<usize>,
}

/// The package of a case, and the name of its crate.
fn package(at: usize) -> String {
    format!("case_{at}")
}

impl Project {
    pub fn new(cases: &[Case]) -> Self {
        let workspace = Workspace::new("cases");
        let present: BTreeSet<usize> = (0..cases.len()).collect();
        workspace.add_members(&["case_*"]);
        workspace.write("model/src/lib.rs", "");
        for (at, case) in cases.iter().enumerate() {
            let folder = package(at);
            workspace.write(
                &format!("{folder}/Cargo.toml"),
                &format!(
                    "[package]\nname = \"{folder}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                     migration-kit = {{ path = {:?}, features = [\"cli\"] }}\n\
                     sea-orm-migration = {{ workspace = true, features = [\"runtime-tokio-rustls\"] }}\n",
                    env!("CARGO_MANIFEST_DIR")
                ),
            );
            workspace.write(&format!("{folder}/src/lib.rs"), &library(case));
            workspace.write(&format!("{folder}/src/m20260101_000000_before.rs"), &before(case));
        }
        let mut project = Self { workspace, present };
        project.write_program();
        project
    }

    fn write_program(&mut self) {
        let mut main = String::from(
            "#[tokio::main]\nasync fn main() -> std::process::ExitCode {\n    match std::env::var(\"CASE\").as_deref() {\n",
        );
        let mut dependencies = String::new();
        for package in self.present.iter().copied().map(package) {
            writeln!(
                main,
                "        Ok(\"{package}\") => migration_kit::cli::run({package}::Migrator, {package}::entities()).await,"
            )
            .unwrap();
            writeln!(dependencies, "{package} = {{ path = \"../{package}\" }}").unwrap();
        }
        main.push_str("        case => panic!(\"{case:?}\"),\n    }\n}\n");
        self.workspace.write("history/src/main.rs", &main);
        self.workspace.depend_on(&dependencies);
    }

    /// Compiles all of it. What does not compile is left out, and told with its errors.
    pub fn build(&mut self) -> Vec<(usize, String)> {
        let built = self.workspace.cargo(&["build", "--keep-going", "--message-format", "short"]);
        if built.code == 0 {
            return Vec::new();
        }
        let mut wrong: Vec<(usize, String)> = Vec::new();
        for line in built.stderr.lines().filter(|line| line.contains(": error")) {
            let Some(at) = line.strip_prefix("case_").and_then(|rest| {
                rest.split('/').next().and_then(|number| number.parse::<usize>().ok())
            }) else {
                continue;
            };
            match wrong.last_mut() {
                Some((last, errors)) if *last == at => {
                    write!(errors, "\n{line}").unwrap();
                }
                _ => wrong.push((at, line.to_owned())),
            }
        }
        assert!(!wrong.is_empty(), "the cases do not compile: {}", built.stderr);
        for (at, _) in &wrong {
            self.present.remove(at);
        }
        self.write_program();
        let built = self.workspace.cargo(&[
            "build",
            "--message-format",
            "short",
            "--package",
            "history-cases",
        ]);
        assert_eq!(built.code, 0, "{}", built.stderr);
        wrong
    }

    /// How many migrations a case has.
    pub fn migrations(&self, at: usize) -> usize {
        self.workspace.migrations_of(&package(at)).len()
    }

    /// The version of the first one that was written, behind the one by hand.
    pub fn first_written(&self, at: usize) -> Option<String> {
        let files = self.workspace.migrations_of(&package(at));
        files.get(1).map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
    }

    /// The command line of a case, about a database.
    pub fn run(&self, at: usize, url: &str, args: &[&str]) -> Run {
        let mut command = Command::new(self.workspace.program());
        let command = self.workspace.prepare(
            &mut command,
            &[
                ("DATABASE_URL", url),
                ("CASE", &package(at)),
                ("MIGRATE_YES", "1"),
                ("NO_COLOR", "1"),
            ],
        );
        command.args(args).stdin(Stdio::null());
        crate::workspace::finish(command.output().unwrap())
    }
}

/// Text as Rust says it.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn db_backend(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "sea_orm_migration::sea_orm::DbBackend::Sqlite",
        Backend::Postgres => "sea_orm_migration::sea_orm::DbBackend::Postgres",
        Backend::MySql => "sea_orm_migration::sea_orm::DbBackend::MySql",
    }
}

fn library(case: &Case) -> String {
    let mut entities = String::new();
    for statement in &case.wanted {
        let backend = db_backend(case.backend);
        write!(entities, "\n        .statement_on(&[{backend}], {})", quoted(statement)).unwrap();
    }
    format!(
        "mod m20260101_000000_before;\n\nuse sea_orm_migration::prelude::*;\n\n\
         pub fn entities() -> migration_kit::desired::Entities {{\n    migration_kit::entities![]{entities}\n}}\n\n\
         pub struct Migrator;\n\n#[async_trait::async_trait]\nimpl MigratorTrait for Migrator {{\n    \
         fn migrations() -> Vec<Box<dyn MigrationTrait>> {{\n        vec![\n            \
         Box::new(m20260101_000000_before::Migration),\n        ]\n    }}\n}}\n"
    )
}

/// The one migration of the history, as people write it by hand.
fn before(case: &Case) -> String {
    let statements: Vec<String> = case.before.iter().map(|sql| quoted(sql)).collect();
    let transaction = if case.no_transaction { "Some(false)" } else { "None" };
    format!(
        "use sea_orm_migration::prelude::*;\n\n#[derive(DeriveMigrationName)]\npub struct Migration;\n\n\
         #[async_trait::async_trait]\nimpl MigrationTrait for Migration {{\n    \
         fn use_transaction(&self) -> Option<bool> {{\n        {transaction}\n    }}\n\n    \
         async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {{\n        \
         if manager.get_database_backend() != {} {{\n            return Ok(());\n        }}\n        \
         let statements: &[&str] = &[{}];\n        for sql in statements {{\n            \
         manager.get_connection().execute_unprepared(sql).await?;\n        }}\n        Ok(())\n    }}\n\n    \
         async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {{\n        Ok(())\n    }}\n}}\n",
        db_backend(case.backend),
        statements.join(", ")
    )
}
