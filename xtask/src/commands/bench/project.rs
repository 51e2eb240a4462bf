//! A generated workspace below the target folder, with the versions, the profile and the built
//! dependencies of this one.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::process::{Process, Stop};

/// The folder of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A workspace of generated packages.
pub struct Project {
    folder: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Makes the workspace, or takes the one that an earlier run has left and built.
    pub fn create(name: &str, packages: &[String]) -> anyhow::Result<Self> {
        let root = fs::canonicalize(ROOT).context("the repository's folder")?;
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        let project = Self { folder: target.join("bench").join(name), target };
        let manifest = fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml")?;
        project.write("Cargo.toml", &workspace(&manifest, &root, packages))?;
        fs::copy(root.join("Cargo.lock"), project.folder.join("Cargo.lock"))
            .context("Cargo.lock")?;
        Ok(project)
    }

    /// Writes a file, unless it is there already with the same text: cargo goes by the time of the
    /// last change.
    pub fn write(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = self.folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Runs `cargo`, and gives the time that it took.
    pub fn cargo(&self, arguments: &[&str]) -> anyhow::Result<Duration> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.target);
        let started = Instant::now();
        let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
        if !status.success() {
            bail!("cargo {} failed in {}", arguments.join(" "), self.folder.display());
        }
        Ok(started.elapsed())
    }

    /// The program that a package was built to, in the folder of its profile.
    pub fn program(&self, profile: &str, package: &str) -> PathBuf {
        self.target.join(profile).join(package).with_extension(env::consts::EXE_EXTENSION)
    }

    /// An empty folder on the same disk, which is removed when this is dropped.
    pub fn temporary(&self) -> anyhow::Result<TempDir> {
        tempfile::tempdir_in(&self.folder).with_context(|| self.folder.display().to_string())
    }
}

/// A template of `benches/`, with each `{name}` replaced by its value.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// This workspace's manifest for other members: its versions and profiles, with its own crates
/// found from elsewhere.
fn workspace(manifest: &str, root: &Path, packages: &[String]) -> String {
    let members = format!("members = {packages:?}");
    let path = format!("path = \"{}/", root.display().to_string().replace('\\', "/"));
    let lines = manifest.lines().map(|line| {
        if line.starts_with("members = ") {
            members.clone()
        } else {
            line.replace("path = \"", &path)
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_workspace_finds_the_crates_of_this_one() {
        let manifest =
            "[workspace]\nmembers = [\"api\"]\nkit = { path = \"kit\" }\n[profile.dev]\n";
        let text = workspace(manifest, Path::new("/here"), &["a".to_owned(), "b".to_owned()]);
        let expected = "[workspace]\nmembers = [\"a\", \"b\"]\nkit = { path = \"/here/kit\" }\n[profile.dev]\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_template_keeps_other_braces() {
        assert_eq!(
            fill("struct {name} { a: {type} }", &[("name", "A"), ("type", "u8")]),
            "struct A { a: u8 }"
        );
    }
}
