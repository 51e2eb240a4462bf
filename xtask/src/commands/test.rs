//! `cargo xtask test`: every test, on every backend, under both runtimes.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::process::{Process, Stop};
use crate::server::{Servers, browser, clients};

/// Variables that would point a test at the developer's own database or change what a program under
/// test does.
pub(super) const HIDDEN: [&str; 14] = [
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
    /// Passed on to `cargo test`, and after a second `--` to the tests: `cargo xtask test -- boot
    /// -- --nocapture`. With `-p`, only those packages are tested, and only under tokio
    #[arg(last = true, value_name = "CARGO TEST ARGUMENTS")]
    extra: Vec<String>,

    /// Try many more random cases where a test has them: 2,000 pairs of schemas on SQLite and 300
    /// on each server
    #[arg(long)]
    long: bool,

    /// Also start a Galera cluster, PgBouncer and a replica of PostgreSQL, for the tests in modules
    /// named `fleet`, which are left out and counted elsewhere
    #[arg(long)]
    fleet: bool,
}

/// Starts the servers, runs each pass, and answers with the first failure.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let servers = Servers::start(args.fleet)?;
    clients::provide();
    let browser = browser::variables();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut first_failure = None;
    for pass in passes(&args.extra, args.fleet) {
        eprintln!("xtask: cargo {}", pass.join(" "));
        let mut command = Command::new(&cargo);
        command.args(&pass).envs(servers.variables()).envs(browser.iter().cloned());
        for variable in HIDDEN {
            command.env_remove(variable);
        }
        if args.long {
            command.env("TEST_LONG", "1");
        }
        let status = Process::spawn(&mut command, Stop::TerminateGroup)?
            .wait()
            .context("the tests did not finish")?;
        if !status.success() {
            first_failure.get_or_insert(status);
        }
    }
    if !args.fleet && args.extra.is_empty() {
        tell_left_out(&cargo)?;
    }
    Ok(first_failure.map_or(ExitCode::SUCCESS, |status| {
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from)
    }))
}

/// How the tests are named that need what `--fleet` starts: by the module in which they stand.
const FLEET: &str = "fleet::";

/// Says how many tests were left out because nothing of a fleet was started.
fn tell_left_out(cargo: &OsString) -> anyhow::Result<()> {
    let mut count = 0;
    for pass in passes(&[], true) {
        // Everything is built by now, so this only asks each binary.
        let listed = Command::new(cargo).args(&pass).args(["--list", FLEET]).output();
        let listed = listed.context("the tests that were left out cannot be listed")?;
        count += String::from_utf8_lossy(&listed.stdout)
            .lines()
            .filter(|line| line.ends_with(": test"))
            .count();
    }
    if count > 0 {
        eprintln!(
            "xtask: left out: {count} tests that need a Galera cluster, PgBouncer or a replica: cargo xtask test --fleet -- {FLEET}"
        );
    }
    Ok(())
}

/// The cargo command lines: the workspace, then the migrations under async-std, which shares no
/// build with tokio. A binary that fails does not keep the ones behind it from running.
fn passes(extra: &[String], fleet: bool) -> Vec<Vec<&str>> {
    let mut parts = extra.splitn(2, |argument| argument == "--");
    let for_cargo: Vec<&str> =
        parts.next().unwrap_or_default().iter().map(String::as_str).collect();
    let for_tests: Vec<&str> =
        parts.next().unwrap_or_default().iter().map(String::as_str).collect();
    let names_a_package = for_cargo
        .iter()
        .any(|argument| argument.starts_with("--package") || argument.starts_with("-p"));

    let tokio: &[&str] = if names_a_package { &[] } else { &["--workspace"] };
    let async_std: &[&str] =
        &["-p", "migration", "--no-default-features", "--features", "cli,runtime-async-std"];
    let selections = if names_a_package { vec![tokio] } else { vec![tokio, async_std] };
    let left_out: &[&str] = if fleet { &[] } else { &["--skip", FLEET] };

    let before: &[&str] = &["test", "--no-fail-fast"];
    let after: &[&str] = &["--", "--include-ignored"];
    let line = |selection: &[&'static str]| -> Vec<&str> {
        [before, selection, for_cargo.as_slice(), after, left_out, for_tests.as_slice()].concat()
    };
    selections.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::passes;

    fn check(extra: &[&str], expected: &[&str]) {
        let extra: Vec<String> = extra.iter().map(ToString::to_string).collect();
        let lines: Vec<String> = passes(&extra, false).iter().map(|pass| pass.join(" ")).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn every_test_runs_under_both_runtimes() {
        check(
            &[],
            &[
                "test --no-fail-fast --workspace -- --include-ignored --skip fleet::",
                "test --no-fail-fast -p migration --no-default-features --features cli,runtime-async-std -- --include-ignored --skip fleet::",
            ],
        );
    }

    #[test]
    fn arguments_behind_a_second_separator_reach_tests() {
        check(
            &["--locked", "boot", "--", "--nocapture"],
            &[
                "test --no-fail-fast --workspace --locked boot -- --include-ignored --skip fleet:: --nocapture",
                "test --no-fail-fast -p migration --no-default-features --features cli,runtime-async-std --locked boot -- --include-ignored --skip fleet:: --nocapture",
            ],
        );
    }

    #[test]
    fn a_fleet_runs_its_own_tests_too() {
        let lines = passes(&[], true);
        assert!(lines.iter().all(|line| !line.contains(&"--skip")), "{lines:?}");
    }

    #[test]
    fn a_named_package_is_tested_alone() {
        check(&["-p", "api"], &["test --no-fail-fast -p api -- --include-ignored --skip fleet::"]);
        check(
            &["--package=api"],
            &["test --no-fail-fast --package=api -- --include-ignored --skip fleet::"],
        );
    }
}
