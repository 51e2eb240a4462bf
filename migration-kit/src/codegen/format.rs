//! Formatting as the workspace does.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The text as `rustfmt` writes it with the settings of the crate at `manifest_dir`, or as it is
/// where there is no `rustfmt`.
pub fn rustfmt(manifest_dir: &Path, text: &str) -> String {
    run(manifest_dir, text).unwrap_or_else(|| text.to_owned())
}

fn run(manifest_dir: &Path, text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        .current_dir(manifest_dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // Dropped here, so that rustfmt sees the end of its input.
    rustfmt.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = rustfmt.wait_with_output().ok()?;
    let formatted = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !formatted.trim().is_empty()).then_some(formatted)
}
