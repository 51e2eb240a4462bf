//! The server: reads its settings, brings its database up, then listens.

mod config;
mod log;
mod routes;
mod serve;
mod shutdown;

use std::path::Path;
use std::process::ExitCode;

use migration::Migrator;
use migration_kit::{Error, apply, env};

use crate::config::Config;
use crate::shutdown::Shutdown;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for a person at a terminal; the log may be elsewhere, in another form, or filtered.
            eprintln!("error: {error}");
            if let Some(hint) = error.hint() {
                eprintln!("  hint: {hint}");
            }
            ExitCode::from(error.exit_code())
        }
    }
}

async fn run() -> Result<(), Error> {
    env::load(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    log::start();
    let config = Config::from_env()?;
    tracing::info!(database = %config.database, mode = ?config.boot.mode, "starting");
    // Caught from here on: as the first process of a container, the server would not be ended by a signal otherwise.
    let mut shutdown = Shutdown::catch()
        .map_err(|e| Error::Config { message: format!("cannot catch signals: {e}"), hint: None })?;
    let report = tokio::select! {
        report = apply::boot(config.database.expose_url(), Migrator, config.boot.clone()) => report?,
        () = shutdown.wait() => {
            return Err(Error::Config { message: "stopped by a signal before it was up".to_owned(), hint: None });
        }
    };
    if !report.ahead.is_empty() {
        tracing::warn!(versions = ?report.ahead, "the database is ahead of this build; all of its own steps are applied");
    }
    let db = serve::connect(&config).await?;
    serve::run(&config, db, shutdown).await
}
