//! A workspace outside this repository that depends on nothing of it but the kit.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Workspace {
    folder: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

impl Workspace {
    /// One entity crate and one migration crate without a step. Its programs have names of their own, because it shares the
    /// repository's target folder, where the libraries are compiled already.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Self { folder };
        let versions = std::fs::read_to_string(repository().join("Cargo.toml")).unwrap();
        let version_of = |name: &str| {
            let line = versions.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap();
            line.replace("default-features = false, ", "")
        };
        workspace.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"model\", \"history\"]\n\n[workspace.dependencies]\n{}\n{}\n\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n",
                version_of("sea-orm"),
                version_of("sea-orm-migration"),
            ),
        );
        let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        workspace.write("Cargo.lock", &lock);
        workspace.write(
            "model/Cargo.toml",
            "[package]\nname = \"foreign-model\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n\
             [dependencies]\nsea-orm = { workspace = true }\n",
        );
        workspace.write(
            "history/Cargo.toml",
            &format!(
                "[package]\nname = \"foreign-history\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n\
                 foreign-model = {{ path = \"../model\" }}\n\
                 migration-kit = {{ path = {:?} }}\n\
                 sea-orm-migration = {{ workspace = true, features = [\"runtime-tokio-rustls\"] }}\n\
                 tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
                env!("CARGO_MANIFEST_DIR")
            ),
        );
        workspace.write(
            "history/src/lib.rs",
            "use sea_orm_migration::prelude::*;\n\npub struct Migrator;\n\n#[async_trait::async_trait]\n\
             impl MigratorTrait for Migrator {\n    fn migrations() -> Vec<Box<dyn MigrationTrait>> {\n        vec![]\n    }\n}\n",
        );
        workspace.write(
            "history/src/main.rs",
            "#[tokio::main]\nasync fn main() -> std::process::ExitCode {\n    migration_kit::cli::run(\n        \
             foreign_history::Migrator,\n        migration_kit::entities![foreign_model::user, foreign_model::note],\n    )\n    .await\n}\n",
        );
        workspace
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The files of the steps, oldest first.
    pub fn steps(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path().join("history/src")).unwrap();
        let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        files.retain(|file| {
            file.file_name().unwrap().to_string_lossy().starts_with('m') && !file.ends_with("main.rs")
        });
        files.sort();
        files
    }

    /// `cargo run -- ARGS`, with these variables.
    pub fn run(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--package", "foreign-history", "--"]).args(args);
        cargo.current_dir(self.folder.path());
        // What cargo tells the tests of this workspace is not for another one.
        for (name, _) in std::env::vars() {
            let known = ["DATABASE_URL", "SHADOW_POSTGRES_URL", "SHADOW_MYSQL_URL", "RUST_BACKTRACE"];
            if name.starts_with("CARGO_") && name != "CARGO_HOME" || known.contains(&name.as_str()) {
                cargo.env_remove(name);
            }
        }
        cargo.env("CARGO_TARGET_DIR", target()).envs(variables.iter().copied()).stdin(Stdio::null());
        let Output { status, stdout, stderr } = cargo.output().unwrap();
        Run {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }
}

/// The folder that this test was compiled into.
fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap().to_path_buf()
}
