//! `cargo xtask test`: every test, on every backend, under both runtimes.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::process::{Process, Stop};
use crate::server::{Servers, browser};

/// Variables that would point a test at the developer's own database or change what a program under test does.
const HIDDEN: [&str; 14] = [
    "API_ADDR",
    "API_SCHEMA_PAGE",
    "DATABASE_SCHEMA",
    "DATABASE_URL",
    "MIGRATE_CONNECT_TIMEOUT",
    "MIGRATE_LEASE_TIME",
    "MIGRATE_LOCK",
    "MIGRATE_LOCK_TIMEOUT",
    "MIGRATE_ON_BOOT",
    "MIGRATE_STATEMENT_TIMEOUT",
    "MIGRATE_TABLE_LOCK_TIMEOUT",
    "MIGRATE_YES",
    "SHADOW_MYSQL_URL",
    "SHADOW_POSTGRES_URL",
];

/// The arguments of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Args {
    /// Passed on to `cargo test`, and after a second `--` to the tests: `cargo xtask test -- boot -- --nocapture`.
    /// With `-p`, only those packages are tested, and only under tokio
    #[arg(last = true, value_name = "CARGO TEST ARGUMENTS")]
    extra: Vec<String>,

    /// Try many more random cases where a test has them: 2,000 pairs of schemas on SQLite and 300 on each server
    #[arg(long)]
    long: bool,

    /// Also start a Galera cluster, PgBouncer and a replica of PostgreSQL, for the tests that name them
    #[arg(long)]
    fleet: bool,
}

/// Starts the servers, runs each pass, and answers with the first failure.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let servers = Servers::start(args.fleet)?;
    let browser = browser::variables();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut first_failure = None;
    for pass in passes(&args.extra) {
        eprintln!("xtask: cargo {}", pass.join(" "));
        let mut command = Command::new(&cargo);
        command.args(&pass).envs(servers.variables()).envs(browser.iter().cloned());
        for variable in HIDDEN {
            command.env_remove(variable);
        }
        if args.long {
            command.env("TEST_LONG", "1");
        }
        let status =
            Process::spawn(&mut command, Stop::TerminateGroup)?.wait().context("the tests did not finish")?;
        if !status.success() {
            first_failure.get_or_insert(status);
        }
    }
    Ok(first_failure.map_or(ExitCode::SUCCESS, |status| {
        status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
    }))
}

/// The cargo command lines: the workspace, then the migrations under async-std, which shares no build with tokio.
fn passes(extra: &[String]) -> Vec<Vec<&str>> {
    let mut parts = extra.splitn(2, |argument| argument == "--");
    let for_cargo: Vec<&str> = parts.next().unwrap_or_default().iter().map(String::as_str).collect();
    let for_tests: Vec<&str> = parts.next().unwrap_or_default().iter().map(String::as_str).collect();
    let names_a_package =
        for_cargo.iter().any(|argument| argument.starts_with("--package") || argument.starts_with("-p"));

    let tokio: &[&str] = if names_a_package { &[] } else { &["--workspace"] };
    let async_std: &[&str] =
        &["-p", "migration", "--no-default-features", "--features", "cli,runtime-async-std"];
    let selections = if names_a_package { vec![tokio] } else { vec![tokio, async_std] };

    selections
        .into_iter()
        .map(|selection| {
            [&["test"], selection, for_cargo.as_slice(), &["--", "--include-ignored"], for_tests.as_slice()]
                .concat()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::passes;

    fn check(extra: &[&str], expected: &[&str]) {
        let extra: Vec<String> = extra.iter().map(ToString::to_string).collect();
        let lines: Vec<String> = passes(&extra).iter().map(|pass| pass.join(" ")).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn every_test_runs_under_both_runtimes() {
        check(
            &[],
            &[
                "test --workspace -- --include-ignored",
                "test -p migration --no-default-features --features cli,runtime-async-std -- --include-ignored",
            ],
        );
    }

    #[test]
    fn arguments_reach_cargo_and_after_a_second_separator_the_tests() {
        check(
            &["--locked", "boot", "--", "--nocapture"],
            &[
                "test --workspace --locked boot -- --include-ignored --nocapture",
                "test -p migration --no-default-features --features cli,runtime-async-std --locked boot -- --include-ignored --nocapture",
            ],
        );
    }

    #[test]
    fn a_named_package_is_tested_alone() {
        check(&["-p", "api"], &["test -p api -- --include-ignored"]);
        check(&["--package=api"], &["test --package=api -- --include-ignored"]);
    }
}
