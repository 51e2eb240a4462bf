//! PostgreSQL as people run it, for benches: what it has committed survives a power cut, and writing that takes its time.

use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use super::backend::Backend;
use super::local::LocalServer;
use super::postgres::Postgres;
use super::programs::Programs;
use super::recipe::{Recipe, USER};
use super::{advice, password};
use crate::process::Stop;

/// The server with the settings that it comes with.
#[derive(Debug)]
struct Durable;

/// Starts one from local binaries.
pub fn start() -> anyhow::Result<(LocalServer, String)> {
    let programs = Postgres.programs().with_context(|| advice(&Postgres))?;
    let server = LocalServer::start(&Durable, &programs, password::generate())?;
    let url = Postgres.url(USER, server.password(), &server.address().to_string());
    Ok((server, url))
}

impl Recipe for Durable {
    fn initialise(&self, programs: &Programs, folder: &Path, password: &str) -> io::Result<Option<Command>> {
        Postgres.initialise(programs, folder, password)
    }

    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command> {
        let mut command = Postgres.serve(programs, folder, port)?;
        // The last word on a setting counts.
        for setting in ["fsync=on", "synchronous_commit=on", "full_page_writes=on"] {
            command.args(["-c", setting]);
        }
        Ok(command)
    }

    fn stop(&self) -> Stop {
        Postgres.stop()
    }

    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool> {
        Postgres.greets(stream)
    }
}
