//! `cargo xtask compat`: the bets on what SeaORM, sea-query and sqlx do inside, against the newest
//! versions that the manifest allows.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::process::{Process, Stop};
use crate::server::Servers;
use anyhow::{Context, bail};

/// The folder of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The families of crates that are brought up to date.
const FAMILIES: [&str; 2] = ["sea-", "sqlx"];

/// Copies the workspace, updates it, and runs the tests of `migration-kit/src/compat.rs` there, on
/// the servers that `cargo xtask test` takes. What fails says which file has to be adapted.
pub fn run() -> anyhow::Result<ExitCode> {
    let root = fs::canonicalize(ROOT).context("the repository's folder")?;
    let target = root.join("target").join("compat");
    let copy = target.join("workspace");
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| copy.display().to_string())?;
    }
    copy_all(&root, &copy, &root.join("target"))?;
    let cargo = Cargo { folder: copy.clone(), target };
    let mut update = vec!["update".to_owned()];
    for name in ours(&fs::read_to_string(copy.join("Cargo.lock")).context("Cargo.lock")?) {
        update.extend(["--package".to_owned(), name]);
    }
    cargo.run(&update, [])?;
    let servers = Servers::start(false)?;
    let test =
        ["test", "--package", "migration-kit", "--lib", "compat::", "--", "--include-ignored"];
    cargo.run(&test.map(str::to_owned), servers.variables())?;
    Ok(ExitCode::SUCCESS)
}

struct Cargo {
    folder: PathBuf,
    target: PathBuf,
}

impl Cargo {
    fn run<'v>(
        &self,
        arguments: &[String],
        variables: impl IntoIterator<Item = (&'static str, &'v str)>,
    ) -> anyhow::Result<()> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        eprintln!("xtask: cargo {}", arguments.join(" "));
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.target);
        command.envs(variables);
        let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
        if !status.success() {
            bail!("cargo {} failed in {}", arguments.join(" "), self.folder.display());
        }
        Ok(())
    }
}

/// The packages of a lock file that belong to the families, as `name@version`.
fn ours(lock: &str) -> Vec<String> {
    let value = |line: &str, key: &str| {
        line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"').map(str::to_owned)
    };
    let mut found = Vec::new();
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = value(line, "name")
            && FAMILIES.iter().any(|family| name.starts_with(family))
            && let Some(version) = lines.next().and_then(|line| value(line, "version"))
        {
            found.push(format!("{name}@{version}"));
        }
    }
    found
}

/// Copies a folder without links, without `built` and without the history of its repository.
fn copy_all(from: &Path, to: &Path, built: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        match path.is_dir() {
            _ if path == built || path.is_symlink() || name == ".git" => {}
            true => copy_all(&path, &to.join(name), built)?,
            false => {
                fs::copy(&path, to.join(name)).with_context(|| path.display().to_string())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn the_families_are_found_in_a_lock_file() {
        let package = |name: &str, version: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n")
        };
        let lock =
            [package("sea-orm", "2.0.4"), package("serde", "1.0.0"), package("sqlx", "0.9.0")];
        assert_eq!(ours(&lock.concat()), ["sea-orm@2.0.4", "sqlx@0.9.0"]);
    }
}
