//! The server of the workspace: listens, brings its database up, then serves. `api --help` lists
//! what else it does.

mod app;
mod cache;
mod commands;
mod config;
mod files;
mod front;
mod http;
mod janitor;
mod layers;
mod limit;
mod listen;
mod log;
mod metrics;
mod problem;
mod routes;
mod secrets;
mod shutdown;
mod stage;
mod store;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use migration_kit::{Error, env};

use crate::commands::Args;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for a person at a terminal; the log may be elsewhere, in another form, or
            // filtered. What cannot be written has its exit code.
            let hint = error.hint().map(|hint| format!("  hint: {hint}\n")).unwrap_or_default();
            let _ = std::io::stderr().write_all(format!("error: {error}\n{hint}").as_bytes());
            ExitCode::from(error.exit_code())
        }
    }
}

async fn run(args: Args) -> Result<(), Error> {
    env::load(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    log::start();
    args.run().await
}
