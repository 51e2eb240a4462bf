//! Servers as people run them, for benches and for tests that kill one: what they have committed
//! survives, and writing that takes its time.

use std::io;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use super::backend::Backend;
use super::local::LocalServer;
use super::programs::Programs;
use super::recipe::{Recipe, USER};
use super::{advice, password};
use crate::process::Stop;

/// A server with the settings that it comes with.
#[derive(Debug)]
pub struct Durable(pub &'static dyn Backend);

/// Starts one from local binaries.
pub fn start(backend: &'static dyn Backend) -> anyhow::Result<(LocalServer, String)> {
    let programs = backend.programs().with_context(|| advice(backend))?;
    let server = LocalServer::start(&Durable(backend), &programs, password::generate())?;
    let url = backend.url(USER, server.password(), &server.address().to_string());
    Ok((server, url))
}

impl Recipe for Durable {
    fn initialise(
        &self,
        programs: &Programs,
        folder: &Path,
        password: &str,
    ) -> io::Result<Option<Command>> {
        self.0.initialise(programs, folder, password)
    }

    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command> {
        let mut command = self.0.serve(programs, folder, port)?;
        // The last word on a setting counts.
        command.args(self.0.durable());
        Ok(command)
    }

    fn stop(&self) -> Stop {
        self.0.stop()
    }

    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool> {
        self.0.greets(stream)
    }
}
