//! What the binary does besides serving. One file per command.

mod openapi;
mod rekey;
mod routes;
mod serve;

use clap::{Parser, Subcommand};
use migration_kit::Error;

/// The server. Without a command it brings its database up and serves.
#[derive(Parser)]
#[command(name = "api", version, about)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database up and serve (what is done without a command)
    Serve,
    /// Encrypt the stored secrets again under the first key of API_MASTER_KEY
    Rekey,
    /// Print the OpenAPI document
    Openapi,
    /// Print every route
    Routes,
}

impl Args {
    /// Does what was asked for.
    pub async fn run(self) -> Result<(), Error> {
        match self.command {
            None | Some(Command::Serve) => serve::run().await,
            Some(Command::Rekey) => rekey::run().await,
            Some(Command::Openapi) => openapi::run(),
            Some(Command::Routes) => routes::run(),
        }
    }
}

/// Prints for a person or a program. A reader that has seen enough and closes is no failure.
fn print(text: &str) -> Result<(), Error> {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Environment { message: format!("cannot print: {error}"), hint: None })
        }
        _ => Ok(()),
    }
}
