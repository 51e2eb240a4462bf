//! What a test needs to look at a page: Chromium, its driver, and the accessibility checks of axe.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::{install, programs};
use crate::process::{Process, Stop};

/// The checks that a page has to pass, of a version that is the same for everybody.
const AXE: &str = "axe-core@4.14.1";

/// The variables that name the driver and the checks. What is missing is installed where that can
/// be done; what cannot is said, and the tests that need it fail.
pub fn variables() -> Vec<(&'static str, PathBuf)> {
    let driver = given("TEST_CHROMEDRIVER").map_or_else(driver, Ok);
    let axe = given("TEST_AXE").map_or_else(axe, Ok);
    [("TEST_CHROMEDRIVER", driver), ("TEST_AXE", axe)]
        .into_iter()
        .filter_map(|(name, found)| match found {
            Ok(path) => Some((name, path)),
            Err(error) => {
                eprintln!(
                    "xtask: {name} cannot be set, and the tests of pages will fail: {error:#}"
                );
                None
            }
        })
        .collect()
}

fn given(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn driver() -> anyhow::Result<PathBuf> {
    program("chromedriver", &["chromium", "chromium-driver"])
}

/// Fetches the checks into the target folder, once.
fn axe() -> anyhow::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |path| root.join(path));
    let folder = target.join(AXE.replace('@', "-"));
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if !file.is_file() {
        eprintln!("xtask: fetching {AXE} with npm");
        let mut command = Command::new(program("npm", &["npm"])?);
        command.args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--prefix",
        ]);
        command.arg(&folder).arg(AXE).stdout(std::io::stderr());
        let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
        if !status.success() {
            bail!("npm failed ({status})");
        }
    }
    file.canonicalize().with_context(|| format!("npm has not made {}", file.display()))
}

/// A program of the search path; where there is none, the packages that have it are installed if
/// that can be done.
pub(super) fn program(name: &str, packages: &[&str]) -> anyhow::Result<PathBuf> {
    let find = || programs::path().iter().find_map(|folder| programs::in_folder(folder, name));
    if let Some(found) = find() {
        return Ok(found);
    }
    if !install::is_possible() {
        bail!("there is no {name}: install {}", packages.join(" and "));
    }
    install::install(packages)?;
    find()
        .with_context(|| format!("the packages {} have brought no {name}", packages.join(" and ")))
}
