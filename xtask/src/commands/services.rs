//! `cargo xtask services`: the servers alone, for running single tests beside them.

use std::process::ExitCode;

use crate::interrupt;
use crate::server::Servers;

/// The arguments of `cargo xtask services`.
#[derive(clap::Args)]
pub struct Args {
    /// Also start a Galera cluster, PgBouncer and a replica of PostgreSQL, as far as this machine
    /// can have them
    #[arg(long)]
    fleet: bool,
}

/// Starts the servers, prints the lines that make a shell's tests use them, and waits for Ctrl-C.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut servers = Servers::start(args.fleet)?;
    for (variable, url) in servers.variables() {
        println!("export {variable}='{url}'");
    }
    if servers.are_all_given() {
        eprintln!("xtask: nothing was started here, so there is nothing to wait for");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "xtask: the servers run until Ctrl-C; in another shell: cargo test -- --include-ignored NAME"
    );
    // Ctrl-C is the intended end of this command, and so it counts as success.
    while interrupt::tick().is_ok() {
        servers.check()?;
    }
    Ok(ExitCode::SUCCESS)
}
