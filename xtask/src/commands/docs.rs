//! `cargo xtask docs`: documents that are made from the code.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, bail};

/// The arguments of `cargo xtask docs`.
#[derive(clap::Args)]
pub struct Args {
    /// Write nothing, and fail when a document is not what it should be
    #[arg(long)]
    check: bool,
}

const RULES: &str = "docs/rules.md";
const PICTURE: &str = "docs/schema.svg";

/// The folder of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Has the kit print its rules and the workspace draw its schema, and writes or compares them.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let root = Path::new(ROOT);
    let rules = printed(&["--package", "migration-kit", "--example", "rules"])?;
    keep(&root.join(RULES), &rules, args.check)?;
    let picture = printed(&["--package", "migration", "--", "diagram"])?;
    keep(&root.join(PICTURE), &picture, args.check)?;
    Ok(ExitCode::SUCCESS)
}

/// What a program of the workspace prints.
fn printed(arguments: &[&str]) -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet"])
        .args(arguments)
        // The picture is that on SQLite, whatever database a developer works with.
        .env("DATABASE_URL", "sqlite::memory:")
        .current_dir(Path::new(ROOT))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    if !output.status.success() {
        bail!("cargo run {} failed: {}", arguments.join(" "), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Writes a document that is not what it should be, or says so.
fn keep(path: &Path, text: &str, check: bool) -> anyhow::Result<()> {
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    // A checkout on Windows may have other ends of lines.
    let is = fs::read_to_string(path).ok().map(|is| is.replace("\r\n", "\n"));
    if is.as_deref() == Some(text) {
        return Ok(());
    }
    if check {
        bail!("docs/{shown} is not what the code says: run `cargo xtask docs`");
    }
    path.parent().map_or(Ok(()), fs::create_dir_all).context("cannot make the folder docs")?;
    fs::write(path, text).with_context(|| format!("cannot write docs/{shown}"))?;
    eprintln!("xtask: docs/{shown} is written");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_writes_nothing_and_names_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("docs/rules.md");
        let error = keep(&path, "new\n", true).unwrap_err().to_string();
        assert_eq!(error, "docs/rules.md is not what the code says: run `cargo xtask docs`");
        assert!(!path.exists());
        keep(&path, "new\n", false).unwrap();
        keep(&path, "new\n", true).unwrap();
        fs::write(&path, "new\r\n").unwrap();
        keep(&path, "new\n", true).unwrap();
        keep(&path, "newer\n", true).unwrap_err();
    }
}
