//! Commands for the people who work on this repository: `cargo xtask test`, `services`, `cases`,
//! `bench`, `compat`, `docs`, `fuzz-api` and `new-rule`.

mod commands;
mod interrupt;
mod process;
mod server;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The command line.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Developer commands of this workspace"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What can be asked for.
#[derive(Subcommand)]
enum Command {
    /// Run every test of the workspace, on SQLite, PostgreSQL and MariaDB
    ///
    /// TEST_POSTGRES_URL and TEST_MYSQL_URL name servers to use. Where one is not set, a server is
    /// started from local binaries, from packages (as root on Debian or Ubuntu) or with Docker, and
    /// stopped afterwards. TEST_GALERA_URLS, TEST_PGBOUNCER_URL and TEST_POSTGRES_REPLICA_URL do
    /// the same for the servers of --fleet.
    Test(commands::test::Args),
    /// Start PostgreSQL and MariaDB for tests, print the variables that name them, and run until
    /// Ctrl-C
    Services(commands::services::Args),
    /// Judge cases that others met: files of JSON, each with a list, or folders of them
    ///
    /// Each case is a history, the schema that is wanted, rows, and what has to be answered. The
    /// migration is generated as a user calls it, applied, rolled back and applied again on a real
    /// server, and judged by the server's own definitions.
    Cases(commands::cases::Args),
    /// Measure `generate`, `up` and the compile time of migrations, and print the figures
    Bench(commands::bench::Args),
    /// Test what the kit expects of the insides of SeaORM, sea-query and sqlx, on their newest
    /// versions
    ///
    /// The workspace is copied into the target folder and its lock file brought up to date there.
    Compat,
    /// Write docs/rules.md from the rules of the linter, and docs/schema.svg from the entities
    Docs(commands::docs::Args),
    /// Send the server whatever its OpenAPI document allows and forbids, on every backend
    ///
    /// schemathesis is installed from PyPI into the target folder, once. Every answer has to be one
    /// that the document describes, and none a failure of the server.
    FuzzApi(commands::fuzz_api::Args),
    /// Make the files of a new rule of the linter, and its lines in the list
    NewRule(commands::new_rule::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match interrupt::install().and_then(|()| run(cli.command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            match error.downcast_ref::<interrupt::Interrupted>() {
                Some(interrupted) => interrupted.exit_code(),
                None => ExitCode::FAILURE,
            }
        }
    }
}

/// Everything a command holds is dropped when this returns, so that `main` ends with no server
/// behind it.
fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Test(args) => commands::test::run(args),
        Command::Services(args) => commands::services::run(&args),
        Command::Cases(args) => commands::cases::run(&args),
        Command::Bench(args) => commands::bench::run(args),
        Command::Compat => commands::compat::run(),
        Command::Docs(args) => commands::docs::run(&args),
        Command::FuzzApi(args) => commands::fuzz_api::run(&args),
        Command::NewRule(args) => commands::new_rule::run(&args),
    }
}
