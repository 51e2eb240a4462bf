//! `cargo xtask fuzz-api`: schemathesis against the server on every backend.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

use crate::process::{Process, Stop};
use crate::server::Servers;

/// The arguments of `cargo xtask fuzz-api`.
#[derive(clap::Args)]
pub struct Args {
    /// How many requests to send on each backend, at least
    #[arg(long, default_value_t = 5_000)]
    requests: u32,

    /// Where chance begins; the same number sends the same requests to the same server
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// The folder of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Installs schemathesis once, starts the servers, and runs the test that starts the API on each of
/// them.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let root = fs::canonicalize(ROOT).context("the repository's folder")?;
    let programs = install(&root)?;
    let servers = Servers::start(false)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["test", "--package", "api", "--test", "fuzz", "--"]);
    command.args(["--include-ignored", "--nocapture", "--test-threads=1"]);
    command.current_dir(root).envs(servers.variables());
    command.env("SCHEMATHESIS", programs.join("schemathesis"));
    command.env("OPENAPI_SPEC_VALIDATOR", programs.join("openapi-spec-validator"));
    command.env("FUZZ_API_REQUESTS", args.requests.to_string());
    command.env("FUZZ_API_SEED", args.seed.to_string());
    let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the programs, in a virtual environment below the target folder. It is made again
/// when what is to be in it has changed.
fn install(root: &Path) -> anyhow::Result<PathBuf> {
    let list = root.join("api/fuzz/requirements.txt");
    let wanted = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let folder = target.join("fuzz-api");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    call(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))
        .context("Python 3.10 or newer with its module `venv` is needed (Debian, Ubuntu: apt-get install python3-venv)")?;
    call(
        Command::new(programs.join("python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(&list),
    )?;
    fs::write(&stamp, wanted).with_context(|| stamp.display().to_string())?;
    Ok(programs)
}

fn call(command: &mut Command) -> anyhow::Result<()> {
    let status = Process::spawn(command, Stop::TerminateGroup)?.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", command.get_program().display());
    }
    Ok(())
}
