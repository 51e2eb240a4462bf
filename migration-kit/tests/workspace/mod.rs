//! A workspace outside this repository that depends on nothing of it but the kit.

#![allow(dead_code, clippy::allow_attributes, reason = "each test takes what it needs")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Workspace {
    folder: tempfile::TempDir,
    /// The package of the migrations. Its program has that name in the target folder, which tests
    /// share.
    package: String,
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

/// The line that declares a dependency of the repository.
fn declared(name: &str) -> String {
    let versions = std::fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    versions.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap().to_owned()
}

impl Workspace {
    /// One entity crate and one migration crate without migrations. They have names of their own,
    /// because they share the repository's target folder, where the libraries are compiled already.
    pub fn new(name: &str) -> Self {
        Self::with(name, &["cli"])
    }

    /// With these features of the kit.
    pub fn with(name: &str, features: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Self { folder, package: format!("history-{name}") };
        let (model, history) = (format!("model-{name}"), &workspace.package);
        let version_of = |name: &str| declared(name).replace("default-features = false, ", "");
        workspace.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"model\", \"history\"]\n\n[workspace.dependencies]\n{}\n{}\n\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n\n\
                 [profile.dev.package.\"*\"]\ndebug = false\n\n\
                 [profile.dev.package.migration-kit]\ndebug = \"line-tables-only\"\n\n\
                 [profile.dev.build-override]\ndebug = false\n",
                version_of("sea-orm"),
                version_of("sea-orm-migration"),
            ),
        );
        let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        workspace.write("Cargo.lock", &lock);
        workspace.write(
            "model/Cargo.toml",
            &format!(
                "[package]\nname = \"{model}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n\
                 [lib]\nname = \"model\"\n\n[dependencies]\nsea-orm = {{ workspace = true }}\n"
            ),
        );
        workspace.write(
            "history/Cargo.toml",
            &format!(
                "[package]\nname = \"{history}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\nname = \"history\"\n\n\
                 [dependencies]\n{model} = {{ path = \"../model\" }}\n\
                 migration-kit = {{ path = {:?}, features = {features:?} }}\n\
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
             history::Migrator,\n        migration_kit::entities![model::user, model::note],\n    )\n    .await\n}\n",
        );
        workspace
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The files of the migrations, oldest first.
    pub fn migrations(&self) -> Vec<PathBuf> {
        self.migrations_of("history")
    }

    /// Those of the package in a folder.
    pub fn migrations_of(&self, package: &str) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path().join(package).join("src")).unwrap();
        let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        files.retain(|file| {
            file.file_name().unwrap().to_string_lossy().starts_with('m')
                && !file.ends_with("main.rs")
        });
        files.sort();
        files
    }

    /// `cargo run -- ARGS`, with these variables.
    pub fn run(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--package", &self.package, "--"]).args(args);
        finish(self.prepare(&mut cargo, variables).stdin(Stdio::null()).output().unwrap())
    }

    /// `cargo check` of the migrations, with these features of the kit and none of the workspace's.
    pub fn check(&self, features: &[&str]) -> Run {
        self.write(
            "history/Cargo.toml",
            &format!(
                "[package]\nname = {:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\nname = \"history\"\n\n\
                 [dependencies]\nmigration-kit = {{ path = {:?}, default-features = false, features = {features:?} }}\n{}\n",
                self.package,
                env!("CARGO_MANIFEST_DIR"),
                declared("sea-orm-migration"),
            ),
        );
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--quiet", "--lib", "--package", &self.package]);
        finish(self.prepare(&mut cargo, &[]).stdin(Stdio::null()).output().unwrap())
    }

    /// `cargo run -- ARGS` on a terminal, at which somebody types `answers`; all that is printed
    /// comes on stdout then.
    pub fn run_on_a_terminal(
        &self,
        variables: &[(&str, &str)],
        args: &[&str],
        answers: &str,
    ) -> Run {
        let line = format!(
            "{} run --quiet --package {} -- {}",
            env!("CARGO"),
            self.package,
            args.join(" ")
        );
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        let script =
            self.prepare(&mut script, variables).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = script.spawn().unwrap();
        script.stdin.as_mut().unwrap().write_all(answers.as_bytes()).unwrap();
        finish(script.wait_with_output().unwrap())
    }

    /// Adds packages in these folders.
    pub fn add_members(&self, folders: &[&str]) {
        let path = self.folder.path().join("Cargo.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let members = format!("members = [\"{}\", ", folders.join("\", \""));
        self.write("Cargo.toml", &text.replace("members = [", &members));
    }

    /// Adds these lines to the dependencies of the migrations, instead of those of a call before.
    pub fn depend_on(&self, lines: &str) {
        const MORE: &str = "# More.\n";
        let path = self.folder.path().join("history/Cargo.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let before = text.split(MORE).next().unwrap();
        self.write("history/Cargo.toml", &format!("{before}{MORE}{lines}"));
    }

    /// `cargo ARGS` in the workspace.
    pub fn cargo(&self, args: &[&str]) -> Run {
        let mut cargo = Command::new(env!("CARGO"));
        finish(self.prepare(cargo.args(args), &[]).stdin(Stdio::null()).output().unwrap())
    }

    /// The program of the migrations, once it was built.
    pub fn program(&self) -> PathBuf {
        target().join("debug").join(&self.package)
    }

    pub fn prepare<'c>(
        &self,
        command: &'c mut Command,
        variables: &[(&str, &str)],
    ) -> &'c mut Command {
        // What cargo tells the tests of this workspace is not for another one.
        for (name, _) in std::env::vars() {
            let known =
                ["DATABASE_URL", "SHADOW_POSTGRES_URL", "SHADOW_MYSQL_URL", "RUST_BACKTRACE"];
            if name.starts_with("CARGO_") && name != "CARGO_HOME" || known.contains(&name.as_str())
            {
                command.env_remove(name);
            }
        }
        command.current_dir(self.folder.path());
        command.env("CARGO_TARGET_DIR", target()).envs(variables.iter().copied())
    }
}

pub fn finish(Output { status, stdout, stderr }: Output) -> Run {
    Run {
        code: status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// The folder that this test was compiled into, whether cargo made it or found it there: its `tmp`
/// is beside the profiles.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_path_buf()
}
