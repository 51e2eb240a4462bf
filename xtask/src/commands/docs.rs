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

/// The folder of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Has the kit print its rules, and writes or compares them.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let root = Path::new(ROOT);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "migration-kit", "--example", "rules"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    if !output.status.success() {
        bail!("the example `rules` of migration-kit failed: {}", output.status);
    }
    let text = String::from_utf8(output.stdout).context("the rules are no text")?;
    keep(&root.join(RULES), &text, args.check)?;
    Ok(ExitCode::SUCCESS)
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
