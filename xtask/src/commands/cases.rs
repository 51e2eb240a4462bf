//! `cargo xtask cases`: cases that others met, on the servers that `cargo xtask test` has.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use super::test::HIDDEN;
use crate::process::{Process, Stop};
use crate::server::{Servers, clients};

/// The arguments of `cargo xtask cases`.
#[derive(clap::Args)]
pub struct Args {
    /// Files of cases, or folders of them [default: migration-kit/tests/cases]
    #[arg(value_name = "DIR")]
    places: Vec<PathBuf>,
}

/// Starts the servers and has the cases judged; the answer is no where one fails.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let places = args.places.iter().map(|place| absolute(place));
    let places = places.collect::<anyhow::Result<Vec<PathBuf>>>()?;
    let servers = Servers::start(false)?;
    clients::provide();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&cargo);
    command.args(["test", "--quiet", "-p", "migration-kit", "--test", "cases", "--"]);
    command.args(["--include-ignored", "--nocapture"]).envs(servers.variables());
    for variable in HIDDEN {
        command.env_remove(variable);
    }
    if !places.is_empty() {
        command.env("TEST_CASES", env::join_paths(&places)?);
    }
    let status = Process::spawn(&mut command, Stop::TerminateGroup)?
        .wait()
        .context("the cases did not finish")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The tests run in the folder of their package.
fn absolute(place: &Path) -> anyhow::Result<PathBuf> {
    if !place.exists() {
        bail!("there is no file or folder {}", place.display());
    }
    Ok(std::path::absolute(place)?)
}
