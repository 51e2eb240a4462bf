//! The built binary, as a user runs it.

use std::path::Path;
use std::process::{Command, Output};

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The binary with a clean environment, so that the developer's own settings do not reach the test.
/// It runs in the system's temporary folder: every command works from any folder.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migration"));
    command.args(args).current_dir(std::env::temp_dir());
    for name in [
        "DATABASE_URL",
        "DATABASE_SCHEMA",
        "MIGRATE_LEASE_TIME",
        "MIGRATE_LOCK",
        "MIGRATE_LOCK_TIMEOUT",
        "MIGRATE_STATEMENT_TIMEOUT",
        "MIGRATE_TABLE_LOCK_TIMEOUT",
        "MIGRATE_YES",
        "SHADOW_POSTGRES_URL",
        "SHADOW_MYSQL_URL",
        "RUST_BACKTRACE",
        "CLICOLOR_FORCE",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "NO_COLOR",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the binary on the database at `url`.
pub fn run(url: &str, args: &[&str]) -> Run {
    finish(command(args).env("DATABASE_URL", url).output())
}

/// Runs the binary in `folder` without a DATABASE_URL.
pub fn run_in(folder: &Path, args: &[&str]) -> Run {
    finish(command(args).current_dir(folder).output())
}

pub fn finish(output: std::io::Result<Output>) -> Run {
    let output = output.expect("the binary starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
