//! Whether the types compile. The entities and the migrations do, because this command is made of
//! them; the other crates of the workspace are asked when that is wished, since it takes as long as
//! it takes.

use std::path::Path;
use std::process::Command;

use super::Checked;
use crate::lint::{Finding, Location};
use crate::report::Item;
use crate::report::checklist::COMPILE;

pub(super) fn check(checked: &Checked<'_>) -> Item {
    if !checked.check.compile {
        let seen = "this command is made of them; --compile asks about the whole workspace";
        return Item::of(COMPILE.name, "the entities and the migrations compile", Vec::new())
            .seen(seen);
    }
    let title = "the workspace compiles";
    // The cargo that runs this knows which toolchain it is of.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = checked.entities.manifest_dir().join("Cargo.toml");
    let output = Command::new(&cargo)
        .args([
            "check",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--message-format",
            "short",
            "--manifest-path",
        ])
        .arg(&manifest)
        .output();
    match output {
        Ok(output) if output.status.success() => {
            Item::of(COMPILE.name, title, Vec::new()).seen("cargo check --workspace --all-targets")
        }
        Ok(output) => {
            Item::of(COMPILE.name, title, findings(&String::from_utf8_lossy(&output.stderr)))
        }
        Err(error) => {
            let why = format!("{} cannot be run: {error}", Path::new(&cargo).display());
            Item::skipped(COMPILE.name, title, why, Some("let the PATH name cargo".to_owned()))
        }
    }
}

/// Each error of the compiler at its location; its first line where none is understood.
fn findings(stderr: &str) -> Vec<Finding> {
    let finding = |line: &str| {
        let (location, message) = line.split_once(": error").and_then(|(location, message)| {
            let mut parts = location.splitn(3, ':');
            let (file, line) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
            Some((Location { file, line }, format!("error{message}")))
        })?;
        Some(Finding { location: Some(location), ..Finding::about(&COMPILE, message) })
    };
    let found: Vec<Finding> = stderr.lines().filter_map(finding).collect();
    if !found.is_empty() {
        return found;
    }
    let first =
        stderr.lines().find(|line| line.starts_with("error")).unwrap_or("cargo check failed");
    vec![Finding::about(&COMPILE, first)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_compiler_has_its_place() {
        let found = findings(
            "entity/src/user.rs:12:5: error[E0425]: cannot find value `x` in this scope\n\
             entity/src/user.rs:1:1: warning: unused\nerror: could not compile `entity` (lib) due to 1 previous error\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "error[E0425]: cannot find value `x` in this scope");
        assert_eq!(
            found[0].location,
            Some(Location { file: "entity/src/user.rs".to_owned(), line: 12 })
        );
        let other = findings("error: no such toolchain\n  more\n");
        assert_eq!(other[0].message, "error: no such toolchain");
    }
}
